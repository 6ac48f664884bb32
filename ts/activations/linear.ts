/** No activation (keras.activations.linear). */

import { asTensor, type TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** `x` as it is. */
export function linear(x: TensorLike): Tensor {
  return asTensor(x, 'linear');
}
