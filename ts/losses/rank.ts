/** Keras's rule by which targets, predictions and weights of ranks that differ by one are brought together. */

import { expandDims } from '../ops/shape/expand-dims.ts';
import { squeeze } from '../ops/shape/squeeze.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * Two tensors of one rank, where one has a last axis of size 1 that the other lacks: the axis is dropped, or given
 * to the other if that is a vector (`squeeze_or_expand_to_same_rank`). Anything else is returned as it is.
 */
export function toSameRank(a: Tensor, b: Tensor): [Tensor, Tensor] {
  if (a.rank === b.rank + 1 && a.shape.at(-1) === 1)
    return b.rank === 1 ? [a, expandDims(b, -1)] : [squeeze(a, -1), b];
  if (b.rank === a.rank + 1 && b.shape.at(-1) === 1)
    return a.rank === 1 ? [expandDims(a, -1), b] : [a, squeeze(b, -1)];
  return [a, b];
}
