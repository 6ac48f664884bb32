/** Where values belong among sorted ones (keras.ops.searchsorted, digitize). */

import { checkKeys } from '../../closest.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { less } from '../compare/less.ts';
import { lessEqual } from '../compare/less-equal.ts';
import { sum } from '../reduction/sum.ts';
import { expandDims } from '../shape/expand-dims.ts';

/**
 * The int32 index at which each value would be put into `sortedSequence` (n,), before equal ones (`left`, the
 * default) or behind (`right`). Compares every value with all n.
 */
export function searchsorted(
  sortedSequence: TensorLike,
  values: TensorLike,
  options: { readonly side?: 'left' | 'right' } = {},
): Tensor {
  const { side = 'left' } = checkKeys('searchsorted', options, 'side');
  const sorted = asTensor(sortedSequence, 'searchsorted');
  if (sorted.rank !== 1)
    throw new ShapeError('searchsorted', 'a sequence of rank 1', showShape(sorted.shape));
  const each = expandDims(asTensor(values, 'searchsorted'), -1);
  return sum((side === 'left' ? less : lessEqual)(sorted, each), { axis: -1 });
}

/** The int32 number of the bin of each value: how many of the rising edges `bins` are ≤ it. */
export function digitize(x: TensorLike, bins: TensorLike): Tensor {
  return searchsorted(bins, x, { side: 'right' });
}
