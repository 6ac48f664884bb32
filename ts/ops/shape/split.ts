/** A tensor cut into parts along an axis (keras.ops.split). */

import { checkKeys } from '../../closest.ts';
import { checkList, ShapeError, show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { slice } from './slice.ts';

/** Parts of one tensor, each a tensor: more are rather rows of another shape. */
export const MOST_PARTS = 4096;

/**
 * The parts of `x` along `axis` (default 0): so many of one size, or cut at the indices given. Throws a
 * {@link ShapeError} where a number of parts does not divide the axis.
 */
export function split(
  x: TensorLike,
  indicesOrSections: number | readonly number[],
  options: { readonly axis?: number } = {},
): Tensor[] {
  const { axis = 0 } = checkKeys('split', options, 'axis');
  const tensor = asTensor(x, 'split');
  const along = normalizeAxis('split', axis, tensor.rank);
  const length = tensor.shape[along] as number;
  const ends =
    typeof indicesOrSections === 'number'
      ? sections(length, indicesOrSections)
      : [...checkList('split', 'indices', indicesOrSections), length];
  if (ends.length > MOST_PARTS)
    throw new ValueError('split', `at most ${MOST_PARTS} parts`, String(ends.length));
  let start = 0;
  return ends.map((end) => {
    if (!Number.isInteger(end) || end < start || end > length)
      throw new ValueError('split', `rising indices from 0 to ${length}`, show(ends.slice(0, -1)));
    const from = start;
    start = end;
    return slice(
      tensor,
      tensor.shape.map((_, one) => (one === along ? from : 0)),
      tensor.shape.map((size, one) => (one === along ? end - from : size)),
    );
  });
}

function sections(length: number, count: number): number[] {
  if (!Number.isInteger(count) || count < 1 || length % count !== 0)
    throw new ShapeError('split', `a number of parts that divides ${length}`, show(count));
  if (count > MOST_PARTS) throw new ValueError('split', `at most ${MOST_PARTS} parts`, String(count));
  return Array.from({ length: count }, (_, index) => ((index + 1) * length) / count);
}
