/** Where the largest is (keras.ops.argmax). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type ArgOptions, applyArg, argmaxOperation } from './arg.ts';
import { max } from './max.ts';

/**
 * The int32 index of the largest element along an axis, the first of equal ones; that of the first NaN, if there
 * is one. Without an axis: the index in row-major order. Throws a {@link ShapeError} over no elements.
 */
export function argmax(x: TensorLike, options: ArgOptions = {}): Tensor {
  return applyArg(argmaxOperation, x, options, max);
}
