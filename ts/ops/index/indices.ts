/** What operations by index share: the error of an index outside its axis, and lists of indices. */

import { DTypeError, MemoryError, ValueError } from '../../errors.ts';
import { fromArray } from '../../tensor/create.ts';
import type { Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** The error for a fault `IndexOutOfRange`: position, index, length of the axis. */
export function indexError(
  name: string,
  axis: number,
  [position = 0, index = 0, length = 0]: readonly number[],
): Error {
  return new ValueError(
    name,
    `indices from ${-length} to ${length - 1} for axis ${axis}`,
    `${index | 0} at position ${position}`,
  );
}

/** Throws a {@link DTypeError} unless indices are int32. */
export function checkIndices(name: string, { dtype }: Spec): void {
  if (dtype !== 'int32') throw new DTypeError(name, 'int32 indices', dtype);
}

/** The int32 indices `at(0)`, `at(1)`, …; a {@link MemoryError} before they are made where no tensor has as many. */
export function indexList(where: string, length: number, at: (place: number) => number): Tensor {
  if (!(length < 2 ** 29))
    throw new MemoryError(where, 'fewer than 2 ** 29 elements along an axis', String(length));
  const indices = new Int32Array(length);
  for (let place = 0; place < length; place++) indices[place] = at(place);
  return fromArray(indices, [length], 'int32');
}
