/** Standard deviation over axes (keras.ops.std). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sqrt } from '../elementwise/sqrt.ts';
import type { ReduceOptions } from '../reduce.ts';
import { variance } from './variance.ts';

/** The square root of the variance over axes, float32. Its gradient is not finite where it is 0. */
export function std(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return sqrt(variance(x, options));
}
