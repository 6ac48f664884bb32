/** What operations by index share: the error of an index outside its axis. */

import { DTypeError, ValueError } from '../../errors.ts';
import type { Spec } from '../../tensor/shape.ts';

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
