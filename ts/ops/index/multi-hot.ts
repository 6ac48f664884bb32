/** Sets of integers as rows of zeros with ones (keras.ops.multi_hot). */

import { checkKeys } from '../../closest.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { DType } from '../../tensor/dtype.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { max } from '../reduction/max.ts';
import { cast } from '../shape/cast.ts';
import { integers, oneHot } from './one-hot.ts';

/** Options of {@link multiHot}. */
export interface MultiHotOptions {
  /** The axis of the classes in the result. Default -1. */
  readonly axis?: number;
  /** Default `'float32'`. */
  readonly dtype?: DType;
}

/**
 * Zeros with a 1 at each of the indices of a row: (n,) gives (numClasses,), (batch, n) gives (batch, numClasses).
 * As in Keras, axis 1 of the one-hot form is reduced, whatever the axis of the classes.
 */
export function multiHot(indices: TensorLike, numClasses: number, options: MultiHotOptions = {}): Tensor {
  const { axis = -1, dtype = 'float32' } = checkKeys('multiHot', options, 'axis dtype');
  const tensor = integers(indices, 'multiHot');
  return cast(max(oneHot(tensor, numClasses, { axis }), { axis: tensor.rank > 1 ? 1 : 0 }), dtype);
}
