// Plain arrays with a shape: what loaders and file formats produce before anything becomes a tensor.
import { ShapeError } from '../errors.ts';
import type { DType, TypedArray } from '../tensor/dtype.ts';

/** Elements in row-major order, their shape and their dtype (`bool` is 0 or 1 in a `Uint8Array`). */
export interface HostArray<D extends DType = DType> {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: D;
}

/** Elements of one entry along the first axis. */
export function rowSize(array: HostArray): number {
  let size = 1;
  for (let axis = 1; axis < array.shape.length; axis++) size *= array.shape[axis] as number;
  return size;
}

/**
 * The entries of `array` along its first axis, in the order of `indices`, as a copy.
 * Shape (n, …) becomes (indices.length, …).
 */
export function takeRows<D extends DType>(array: HostArray<D>, indices: ArrayLike<number>): HostArray<D> {
  const size = rowSize(array);
  const data = new (array.data.constructor as new (length: number) => TypedArray)(indices.length * size);
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] as number) * size;
    if (size === 1) data[row] = array.data[from] as number;
    else data.set(array.data.subarray(from, from + size), row * size);
  }
  return { data, shape: [indices.length, ...array.shape.slice(1)], dtype: array.dtype };
}

/**
 * The length that all `arrays` share along the first axis.
 *
 * @throws ShapeError when one is a scalar or the lengths differ.
 */
export function commonLength(arrays: Readonly<Record<string, HostArray>>, where: string): number {
  const entries = Object.entries(arrays);
  const lengths = new Set(entries.map(([, array]) => array.shape[0]));
  const [length] = lengths;
  if (lengths.size !== 1 || length === undefined) {
    const got = entries.map(([name, array]) => `${name}: (${array.shape.join(', ')})`).join(', ');
    const rule = 'at least one array, all with the same length along the first axis';
    throw new ShapeError(where, rule, got || 'none', 'Give one entry per sample in every array.');
  }
  return length;
}
