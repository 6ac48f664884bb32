/** All elements along one axis (keras.ops.ravel): a view. */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { reshape } from './reshape.ts';

/** The elements of `x` in row-major order, shape (size,). */
export function flatten(x: TensorLike): Tensor {
  return reshape(x, [-1]);
}

export { flatten as ravel };
