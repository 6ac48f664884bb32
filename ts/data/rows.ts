// Samples of arrays: entries along the first axis, picked by index.
import { ShapeError, showShape } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { arrayConstructor } from '../tensor/dtype.ts';
import { sizeOf } from '../tensor/shape.ts';

/**
 * The entries of `array` along its first axis, in the order of `indices`, as a copy.
 * Shape (n, …) becomes (indices.length, …).
 */
export function takeRows(array: HostArray, indices: ArrayLike<number>): HostArray {
  const size = sizeOf(array.shape.slice(1));
  const data = new (arrayConstructor(array.dtype))(indices.length * size);
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] as number) * size;
    if (size === 1) data[row] = array.data[from] as number;
    else data.set(array.data.subarray(from, from + size), row * size);
  }
  return { data, shape: [indices.length, ...array.shape.slice(1)], dtype: array.dtype };
}

/**
 * The length that all arrays share along the first axis.
 *
 * @param arrays By name, for errors.
 * @throws ShapeError when there is none, one is a scalar, or the lengths differ.
 */
export function commonLength(arrays: readonly (readonly [string, HostArray])[], where: string): number {
  const lengths = new Set(arrays.map(([, array]) => array.shape[0]));
  const [length] = lengths;
  if (lengths.size === 1 && length !== undefined) return length;
  const got = arrays.map(([name, array]) => `${name}: ${showShape(array.shape)}`).join(', ') || 'none';
  const rule = 'at least one array, all with the same length along the first axis';
  throw new ShapeError(where, rule, got, 'Give one entry per sample in every array.');
}
