/** The softmax activation (keras.activations.softmax): remembers its logits for the loss. */

import { recordLogits } from '../ops/activation/logits.ts';
import { softmax as softmaxOf } from '../ops/activation/softmax.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * Softmax over the last axis. A cross-entropy that is given the result starts from `x` itself: see
 * `CategoricalCrossentropy`.
 */
export function softmax(x: TensorLike): Tensor {
  const logits = asTensor(x, 'softmax');
  return recordLogits(softmaxOf(logits), 'softmax', logits);
}
