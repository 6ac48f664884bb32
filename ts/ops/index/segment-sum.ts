/** Sums of rows by group (keras.ops.segment_sum). */

import { checkKeys } from '../../closest.ts';
import { ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { max } from '../reduction/max.ts';
import { integers } from './one-hot.ts';
import { scatterAdd, summable } from './take.ts';

/** Options of {@link segmentSum}. */
export interface SegmentOptions {
  /** The number of groups; default: the largest id and 1, which cannot be known while `compile` traces. */
  readonly numSegments?: number;
}

/**
 * The sum of the rows of `data` (n, …) of each group, by the ids (n,): shape (numSegments, …), float32, or int32 of whole
 * numbers. An id outside the groups is a {@link ValueError} when the values are known.
 */
export function segmentSum(data: TensorLike, segmentIds: TensorLike, options: SegmentOptions = {}): Tensor {
  const { numSegments } = checkKeys('segmentSum', options, 'numSegments');
  const rows = summable(asTensor(data, 'segmentSum'));
  const ids = integers(segmentIds, 'segmentSum');
  if (ids.rank !== 1 || rows.shape[0] !== ids.shape[0])
    throw new ShapeError(
      'segmentSum',
      'an id for each row',
      `${showShape(ids.shape)} and ${showShape(rows.shape)}`,
    );
  const count = numSegments ?? (ids.size === 0 ? 0 : max(ids).item() + 1);
  if (!Number.isInteger(count) || count < 0)
    throw new ValueError('segmentSum', 'a whole number of segments ≥ 0', show(count));
  return scatterAdd(rows, ids, [count, ...rows.shape.slice(1)], 0);
}
