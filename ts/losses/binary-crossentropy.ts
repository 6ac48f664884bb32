/** Cross-entropy of independent yes-or-no targets (keras.losses.BinaryCrossentropy). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { logitsOf } from '../ops/activation/logits.ts';
import { binaryCrossEntropy } from '../ops/loss/binary-cross-entropy.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type CrossentropyOptions, checkSmoothing, smooth } from './class-axis.ts';
import { checkSameShape, Loss } from './loss.ts';

/**
 * `-mean(yTrue · ln p + (1 - yTrue) · ln(1 - p))` over an axis. Probabilities are clipped to [1e-7, 1 - 1e-7], as
 * Keras does; but those that come straight from a sigmoid layer are taken from its logits (as Keras does on
 * TensorFlow), fused and unclipped: more exact where p is near 0 or 1, the same elsewhere.
 */
export function binaryCrossentropy(yTrue: Tensor, yPred: Tensor, options: CrossentropyOptions = {}): Tensor {
  const {
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
  } = checkKeys('binaryCrossentropy', options, 'fromLogits labelSmoothing axis reduction name');
  checkSameShape('binaryCrossentropy', yTrue, yPred);
  const logits = fromLogits ? yPred : logitsOf(yPred, 'sigmoid');
  const targets = smooth(yTrue, labelSmoothing, 2);
  return mean(binaryCrossEntropy(targets, logits ?? yPred, { fromLogits: logits !== undefined }), { axis });
}

/** Cross-entropy of yes-or-no targets: see {@link binaryCrossentropy}. */
export class BinaryCrossentropy extends Loss {
  static override readonly className: string = 'BinaryCrossentropy';
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;

  constructor(first?: First<CrossentropyOptions, 'fromLogits'>, rest?: CrossentropyOptions) {
    const {
      fromLogits = false,
      labelSmoothing = 0,
      axis = -1,
      ...options
    } = optionsOf(new.target.className, 'fromLogits labelSmoothing axis reduction name', first, rest);
    super('binary_crossentropy', options);
    this.fromLogits = fromLogits;
    this.labelSmoothing = checkSmoothing('BinaryCrossentropy', labelSmoothing);
    this.axis = axis;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, labelSmoothing, axis } = this;
    return binaryCrossentropy(yTrue, yPred, { fromLogits, labelSmoothing, axis });
  }

  override getConfig(): Config {
    const { fromLogits, labelSmoothing, axis } = this;
    return { ...super.getConfig(), from_logits: fromLogits, label_smoothing: labelSmoothing, axis };
  }
}
