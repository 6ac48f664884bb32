// What a dataset's elements are made of: a tensor, or tuples and plain objects of tensors, at any depth.
import { DTypeError, ShapeError, showShape } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { borrowTensor, fromArray, type NestedValues, type TensorLike } from '../tensor/create.ts';
import { arrayConstructor } from '../tensor/dtype.ts';
import { sameShape, sizeOf } from '../tensor/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';
import { toHost } from './host.ts';
import { commonLength } from './rows.ts';

/** Something tensor-like, or a tuple or plain object of such. */
export type Structure = TensorLike | readonly Structure[] | { readonly [name: string]: Structure };

/** The same structure with a tensor in place of everything tensor-like. */
export type Tensors<S> = S extends Tensor | Variable | ArrayBufferView | number | boolean
  ? Tensor
  : S extends readonly NestedValues[]
    ? Tensor
    : { -readonly [K in keyof S]: Tensors<S[K]> };

/**
 * The parts of a tuple or plain object; `undefined` for something tensor-like. An array is a tuple when a tensor,
 * typed array or tuple is in it, or when its parts differ in shape, as in `[[1, 2], [3]]` and `[[1, 2], 3]`; arrays of
 * numbers of one shape, nested or not, are one tensor.
 */
function partsOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null || isWhole(value)) return undefined;
  if (!Array.isArray(value)) return Object.entries(value);
  return value.some(isTuplePart) || nestedShape(value) === undefined ? Object.entries(value) : undefined;
}

/** The shape of numbers nested in arrays; `undefined` where that of their parts differs. */
function nestedShape(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value)) return scalar;
  const first = value.length === 0 ? scalar : nestedShape(value[0]);
  if (first === undefined) return undefined;
  for (const part of value as unknown[]) {
    const shape = nestedShape(part);
    if (shape === undefined || (shape !== first && !sameShape(shape, first))) return undefined;
  }
  return [value.length, ...first];
}

const scalar: readonly number[] = [];

function isWhole(value: object): boolean {
  return value instanceof Tensor || value instanceof Variable || ArrayBuffer.isView(value);
}

function isTuplePart(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (isWhole(value) || partsOf(value) !== undefined);
}

/** The structure of `like` with its tensor-like leaves replaced. */
function rebuild(
  like: unknown,
  leaf: (value: unknown, path: readonly string[]) => unknown,
  path: string[] = [],
): unknown {
  const parts = partsOf(like);
  if (parts === undefined) return leaf(like, path);
  const built = parts.map(([name, part]) => [name, rebuild(part, leaf, [...path, name])] as const);
  return Array.isArray(like) ? built.map(([, part]) => part) : Object.fromEntries(built);
}

/** Entries along the first axis of all tensors of a structure. */
export interface Slices<S> {
  readonly length: number;
  /** The structure of entry `index`. */
  at(index: number): Tensors<S>;
}

/**
 * Cuts the tensors of a structure along their first axis: shapes (n, …) give n entries of shape (…).
 *
 * @throws ShapeError when there is none, one is a scalar, or their lengths differ.
 */
export function slicesOf<S>(structure: S, where: string): Slices<S> {
  const leaves: [string, HostArray][] = [];
  const views: boolean[] = [];
  // Leaves are numbered, so that an entry is built without walking tensors again.
  const template = rebuild(structure, (value, path) => {
    const tensor = borrowTensor(value as TensorLike, where);
    views.push(tensor === value);
    const storage = tensor.storage(where);
    const data = storage.array ?? storage.copy(where);
    leaves.push([path.join('.') || 'x', { data, shape: tensor.shape, dtype: tensor.dtype }]);
    return tensor;
  });
  const length = commonLength(leaves, where);
  const rows = leaves.map(([, { data, shape, dtype }], leaf) => {
    const rowShape = shape.slice(1);
    const size = sizeOf(rowShape);
    // Of a tensor a view; of an array, which may change, a copy.
    const cut = views[leaf] ? 'subarray' : 'slice';
    return (index: number): Tensor => fromArray(data[cut](index * size, (index + 1) * size), rowShape, dtype);
  });
  const at = (index: number): Tensors<S> => {
    let leaf = 0;
    return rebuild(template, () => rows[leaf++]?.(index)) as Tensors<S>;
  };
  return { length, at };
}

/**
 * The tensors of elements of one structure, stacked along a new first axis.
 *
 * @throws ShapeError or DTypeError when elements differ in structure, shape or dtype.
 */
export function stackElements<S>(elements: readonly S[], where: string): Tensors<S> {
  const [first] = elements;
  return rebuild(first, (_, path) => {
    const name = path.join('.') || 'elements';
    return stackLeaves(
      elements.map((element, index) => toHost(leafAt(element, path, index, where), where)),
      name,
      where,
    );
  }) as Tensors<S>;
}

function leafAt(element: unknown, path: readonly string[], index: number, where: string): TensorLike {
  let value = element;
  for (const name of path) {
    const parts: Record<string, unknown> = Object.fromEntries(partsOf(value) ?? []);
    if (!Object.hasOwn(parts, name)) {
      throw new ShapeError(
        where,
        `elements of one structure (${path.join('.')})`,
        `none in element ${index}`,
      );
    }
    value = parts[name];
  }
  return value as TensorLike;
}

function stackLeaves(parts: readonly HostArray[], name: string, where: string): Tensor {
  const { shape, dtype } = parts[0] as HostArray;
  const size = sizeOf(shape);
  const data = new (arrayConstructor(dtype))(parts.length * size);
  parts.forEach((part, index) => {
    if (!sameShape(part.shape, shape)) {
      const got = `${showShape(part.shape)} at ${index}`;
      throw new ShapeError(
        where,
        `${name} of one shape, ${showShape(shape)}`,
        got,
        'Pad them with map first.',
      );
    }
    if (part.dtype !== dtype) {
      throw new DTypeError(where, `${name} of one dtype, ${dtype}`, `${part.dtype} at ${index}`);
    }
    data.set(part.data, index * size);
  });
  return fromArray(data, [parts.length, ...shape], dtype);
}
