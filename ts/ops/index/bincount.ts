/** How often each whole number occurs (keras.ops.bincount). */

import { checkKeys } from '../../closest.ts';
import { checkWhole, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { ones } from '../creation/full.ts';
import { max } from '../reduction/max.ts';
import { integers } from './one-hot.ts';
import { scatterAdd, summable } from './take.ts';

/** Options of {@link bincount}. */
export interface BincountOptions {
  /** What each occurrence counts, of the shape of `x`. Default 1. */
  readonly weights?: TensorLike;
  /** The least length of the result. Default 0. */
  readonly minlength?: number;
  /** The length of the result; default: the largest number and 1, which cannot be known while `compile` traces. */
  readonly length?: number;
}

/** How often 0, 1, … occur in the vector `x`, int32, or the sums of their weights, float32, or int32 of whole numbers. */
export function bincount(x: TensorLike, options: BincountOptions = {}): Tensor {
  const { weights, minlength = 0, length } = checkKeys('bincount', options, 'weights minlength length');
  const tensor = integers(x, 'bincount');
  if (tensor.rank !== 1) throw new ShapeError('bincount', 'a vector', showShape(tensor.shape));
  checkWhole('bincount', 'minlength', minlength, 0);
  const count = length ?? Math.max(minlength, tensor.size === 0 ? 0 : max(tensor).item() + 1);
  if (!Number.isInteger(count) || count < 0)
    throw new ValueError('bincount', 'a whole length ≥ 0', show(count));
  const each = weights === undefined ? ones(tensor.shape, { dtype: 'int32' }) : asTensor(weights, 'bincount');
  return scatterAdd(summable(each), tensor, [count], 0);
}
