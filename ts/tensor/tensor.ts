/** A tensor: a shape, a dtype and elements that never change. */

/// <reference lib="esnext.disposable" preserve="true" />

import { ShapeError, StateError, showShape } from '../errors.ts';
import type { DType, TypedArray } from './dtype.ts';
import { printAsText } from './print.ts';
import { type Shape, sizeOf, stridesOf } from './shape.ts';
import type { Storage } from './storage.ts';

/** Nested arrays of numbers, as {@link Tensor.toArray} returns them. */
export type NestedArray = number | NestedArray[];

/** A value of a trace: what a tensor stands for while a function is being compiled. */
export interface TracedValue {
  readonly traced: true;
}

/** An n-dimensional array of numbers. Made by `tensor(…)`, `zeros(…)` and every operation. */
export class Tensor {
  readonly shape: Shape;
  readonly dtype: DType;
  /** @internal */
  source: Storage | TracedValue;

  /** @internal */
  constructor(shape: Shape, dtype: DType, source: Storage | TracedValue) {
    this.shape = shape;
    this.dtype = dtype;
    this.source = source;
  }

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** A copy of the elements in row-major order. Throws on a tensor that is being traced. */
  data(): TypedArray {
    return this.storage('Tensor.data').copy('Tensor.data');
  }

  /** The elements as nested arrays; a scalar gives a number. `bool` gives 0 and 1. */
  toArray(): NestedArray {
    const data = this.storage('Tensor.toArray').peek('Tensor.toArray');
    const strides = stridesOf(this.shape);
    const level = (axis: number, offset: number): NestedArray => {
      const size = this.shape[axis];
      if (size === undefined) return data[offset] ?? 0;
      return Array.from({ length: size }, (_, index) =>
        level(axis + 1, offset + index * (strides[axis] ?? 0)),
      );
    };
    return level(0, 0);
  }

  /** What `JSON.stringify` writes: the elements as nested arrays. */
  toJSON(): NestedArray {
    return this.toArray();
  }

  /** The only element of a tensor of size 1. Throws a {@link ShapeError} for other sizes. */
  item(): number {
    if (this.size !== 1)
      throw new ShapeError(
        'Tensor.item',
        'a tensor of one element',
        `shape ${showShape(this.shape)}`,
        'Use data() or toArray().',
      );
    return this.storage('Tensor.item').peek('Tensor.item')[0] ?? 0;
  }

  /** Frees the elements now; later uses throw a {@link StateError}. Seldom needed: see `scope`. */
  dispose(): void {
    if (!isTraced(this.source)) this.source.dispose();
  }

  /** `using x = …` frees the elements at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @internal The elements' storage; throws while traced. */
  storage(where: string): Storage {
    if (isTraced(this.source))
      throw new StateError(
        where,
        'a tensor with values',
        `a tensor of shape ${showShape(this.shape)} that is being traced by compile`,
        'Return it and read the result, or use where(condition, a, b) to choose by value.',
      );
    return this.source;
  }

  /** `Tensor(shape, dtype)` and the first elements. */
  toString(): string {
    const head = `Tensor(shape ${showShape(this.shape)}, ${this.dtype}`;
    if (isTraced(this.source)) return `${head}, traced)`;
    if (this.source.released) return `${head}, disposed)`;
    return `${head}) ${showElements(this.source.peek('Tensor.toString'), this.shape)}`;
  }

  static {
    printAsText(Tensor);
  }

  /** A tensor as a number would hide mistakes: throws, naming `item()`. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString();
    throw new StateError(
      'Tensor',
      'an operation such as add(x, y)',
      'a JavaScript operator or comparison on a tensor',
      'Use item(), or where(condition, a, b) to choose by value.',
    );
  }
}

/** Whether a tensor's source is a value of a trace. */
export function isTraced(source: Storage | TracedValue): source is TracedValue {
  return 'traced' in source;
}

const shown = 6;

function showElements(data: TypedArray, shape: Shape): string {
  const strides = stridesOf(shape);
  const format = (value: number): string =>
    Number.isInteger(value) || !Number.isFinite(value) ? String(value) : String(Number(value.toPrecision(5)));
  const level = (axis: number, offset: number): string => {
    const size = shape[axis];
    if (size === undefined) return format(data[offset] ?? 0);
    const at = (index: number): string => level(axis + 1, offset + index * (strides[axis] ?? 0));
    const indices = Array.from({ length: size }, (_, index) => index);
    const parts =
      size <= shown ? indices.map(at) : [...indices.slice(0, 3).map(at), '…', ...indices.slice(-3).map(at)];
    return `[${parts.join(', ')}]`;
  };
  return level(0, 0);
}
