/**
 * Remembers the logits that a softmax or sigmoid was applied to, so that a cross-entropy can start from them:
 * one fused, stable instruction in place of a logarithm of clipped probabilities (Keras's `_keras_logits`).
 */

import { companionOf, keepTogether } from '../../tensor/companions.ts';
import { isTraced, type Tensor } from '../../tensor/tensor.ts';

/** Activations whose logits are remembered. */
export type LogitsActivation = 'softmax' | 'sigmoid';

const activations = new WeakMap<Tensor, LogitsActivation>();

/**
 * Notes that `output` is `activation(logits)`, for softmax over the last axis, and returns it. Logits live as long
 * as the output, also beyond the scope of the layer, so that eager and compiled losses take the same way.
 */
export function recordLogits(output: Tensor, activation: LogitsActivation, logits: Tensor): Tensor {
  if (logits.dtype !== 'float32') return output;
  activations.set(output, activation);
  keepTogether(output, logits);
  return output;
}

/** The logits of which `output` is the activation, if they are known. */
export function logitsOf(output: Tensor, activation: LogitsActivation): Tensor | undefined {
  if (activations.get(output) !== activation) return undefined;
  const logits = companionOf(output);
  if (logits === undefined || isTraced(logits.source)) return logits;
  return logits.source.released ? undefined : logits;
}
