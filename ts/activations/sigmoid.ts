/** The sigmoid activation (keras.activations.sigmoid): remembers its logits for the loss. */

import { recordLogits } from '../ops/activation/logits.ts';
import { sigmoid as sigmoidOf } from '../ops/activation/sigmoid.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** `1/(1 + exp(-x))`. A binary cross-entropy that is given the result starts from `x` itself. */
export function sigmoid(x: TensorLike): Tensor {
  const logits = asTensor(x, 'sigmoid');
  return recordLogits(sigmoidOf(logits), 'sigmoid', logits);
}
