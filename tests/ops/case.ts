// What a case of the battery is, and how the common ones are made. Inputs lie on grids away from kinks, so that
// finite differences (steps up to 2/64) never cross one.

import { DTypeError, type OxigradError } from '../../ts/errors.ts';
import type { AnyOperation } from '../../ts/ops/operation.ts';
import type { DType } from '../../ts/tensor/dtype.ts';
import { broadcastShapes, sizeOf } from '../../ts/tensor/shape.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import type { CloseOptions } from '../golden/golden.ts';
import { make } from './run.ts';

/** A call that must throw an error of a class before anything has changed. */
export type Bad = readonly [() => unknown, new (...args: never[]) => OxigradError];

/** One call of an operation. */
export interface OperationCase {
  readonly operation: AnyOperation;
  readonly attributes?: unknown;
  readonly inputs: readonly Tensor[];
  /** The outputs by a plain formula in float64. Absent for random operations, which have `check`. */
  readonly expected?: (...inputs: readonly number[][]) => readonly ArrayLike<number>[];
  /** What a random draw must fulfil. */
  readonly check?: (...outputs: readonly Tensor[]) => void;
  readonly close?: CloseOptions;
  /** Float inputs that are not differentiated, with a reason beside. */
  readonly fixed?: readonly number[];
  /** Leaves out the check of second derivatives, with a reason beside. */
  readonly firstOrderOnly?: boolean;
  readonly bad?: readonly Bad[];
}

/** Numbers in [0, 1), the same every time (Numerical Recipes' LCG). */
export function* numbers(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Values low + 0.05, low + 0.15, … below high, in random order: never within 0.05 of a multiple of 0.1. */
export function grid(shape: readonly number[], low: number, high: number, seed = 1, offset = 0.05): Tensor {
  const draw = numbers(seed);
  const steps = Math.round((high - low) / 0.1);
  const values = Array.from(
    { length: sizeOf(shape) },
    () => low + Math.floor(draw.next().value * steps) * 0.1 + offset,
  );
  return make(shape, 'float32', values);
}

/** Distinct values 0.2 apart around 0, in random order. */
export function distinct(shape: readonly number[], seed = 1): Tensor {
  const draw = numbers(seed);
  const size = sizeOf(shape);
  const values = Array.from({ length: size }, (_, i) => (i - size / 2) * 0.2 + 0.05);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(draw.next().value * (i + 1));
    [values[i], values[j]] = [values[j] as number, values[i] as number];
  }
  return make(shape, 'float32', values);
}

/** Whole numbers in [low, high). */
export function whole(
  shape: readonly number[],
  low: number,
  high: number,
  seed = 1,
  dtype: DType = 'int32',
): Tensor {
  const draw = numbers(seed);
  return make(
    shape,
    dtype,
    Array.from({ length: sizeOf(shape) }, () => low + Math.floor(draw.next().value * (high - low))),
  );
}

/** Shapes that every elementwise operation is tried on; the first is differentiated. */
const shapes: readonly (readonly number[])[] = [[3, 5], [], [1], [1, 1, 1], [0], [3, 0, 2], [1031]];

/** Cases of an operation of one tensor. */
export function unaryCases(
  operation: AnyOperation,
  formula: (x: number) => number,
  options: {
    low?: number;
    high?: number;
    attributes?: unknown;
    integer?: boolean;
    close?: CloseOptions;
    bad?: readonly Bad[];
  } = {},
): OperationCase[] {
  const { low = -3, high = 3, attributes, integer = false, close, bad } = options;
  const common = {
    operation,
    attributes,
    expected: (x: number[]) => [x.map(formula)],
    ...(close === undefined ? {} : { close }),
  };
  const cases: OperationCase[] = shapes.map((shape, index) => ({
    ...common,
    inputs: [grid(shape, low, high, index + 1)],
    ...(index === 0 && bad !== undefined ? { bad } : {}),
  }));
  if (integer) cases.push({ ...common, inputs: [whole([5], -9, 9)] });
  return cases;
}

/** Pairs of shapes that every broadcasting operation is tried on; the first two are differentiated. */
const pairs: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [2, 3],
    [2, 3],
  ],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [[], []],
  [[1], [1, 1]],
  [
    [0, 3],
    [1, 3],
  ],
  [[3, 0], [1]],
  [[517], []],
  [
    [2, 3, 1, 5],
    [3, 4, 1],
  ],
];

/** Where each element of a broadcast comes from. */
export function broadcastIndex(shape: readonly number[], target: readonly number[]): number[] {
  const strides = new Array<number>(target.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis + target.length - shape.length] = shape[axis] === 1 ? 0 : stride;
    stride *= shape[axis] as number;
  }
  return places(target).map((place) =>
    place.reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0),
  );
}

/** All indices of a shape in row-major order. */
export function places(shape: readonly number[]): number[][] {
  let all: number[][] = [[]];
  for (const size of shape)
    all = all.flatMap((place) => Array.from({ length: size }, (_, index) => [...place, index]));
  return all;
}

/** Cases of an operation of two tensors that broadcast. */
export function binaryCases(
  operation: AnyOperation,
  formula: (a: number, b: number) => number,
  options: {
    a?: readonly [number, number];
    b?: readonly [number, number];
    /** Draws operands, in place of grids between the bounds. */
    draw?: (shape: readonly number[], seed: number) => Tensor;
    integer?: boolean;
    close?: CloseOptions;
    bad?: readonly Bad[];
    firstOrderOnly?: boolean;
  } = {},
): OperationCase[] {
  const { a = [-3, 3], b = [-3, 3], draw, integer = false, close, bad, firstOrderOnly } = options;
  const one = (
    left: readonly number[],
    right: readonly number[],
    tensors: readonly Tensor[],
  ): OperationCase => {
    const target = broadcastShapes('case', left, right);
    const [from, to] = [broadcastIndex(left, target), broadcastIndex(right, target)];
    return {
      operation,
      inputs: tensors,
      expected: (x: number[], y: number[]) => [
        from.map((place, index) => formula(x[place] as number, y[to[index] as number] as number)),
      ],
      ...(close === undefined ? {} : { close }),
      ...(firstOrderOnly === undefined ? {} : { firstOrderOnly }),
    };
  };
  const cases = pairs.map(([left, right], index) =>
    one(left, right, [
      draw?.(left, 2 * index + 1) ?? grid(left, a[0], a[1], 2 * index + 1),
      // Off the other grid by half a step: never equal to it.
      draw?.(right, 2 * index + 2) ?? grid(right, b[0], b[1], 2 * index + 2, 0.1),
    ]),
  );
  if (integer) cases.push(one([3, 4], [4], [whole([3, 4], -9, 9, 5), whole([4], 1, 5, 6)]));
  return cases.map((item, index) => (index === 0 && bad !== undefined ? { ...item, bad } : item));
}

/** Cases of the gradient form of an elementwise function: dx from dy and from x or y. */
export function gradientCases(
  operation: AnyOperation,
  formula: (dy: number, x: number) => number,
  options: { low?: number; high?: number; attributes?: unknown } = {},
): OperationCase[] {
  const { low = -3, high = 3, attributes } = options;
  return shapes.map((shape, index) => ({
    operation,
    attributes,
    inputs: [grid(shape, -2, 2, index + 1), grid(shape, low, high, index + 20)],
    expected: (dy: number[], x: number[]) => [dy.map((value, place) => formula(value, x[place] as number))],
    bad: [
      [
        () =>
          operation.infer(
            [
              { shape, dtype: 'int32' },
              { shape, dtype: 'float32' },
            ],
            attributes,
          ),
        DTypeError,
      ],
    ],
  }));
}
