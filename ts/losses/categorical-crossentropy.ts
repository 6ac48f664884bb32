/** Cross-entropy with one-hot targets (keras.losses.CategoricalCrossentropy). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { logitsOf } from '../ops/activation/logits.ts';
import { crossEntropy } from '../ops/loss/cross-entropy.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type CrossentropyOptions, checkSmoothing, classesLast, isLastAxis, smooth } from './class-axis.ts';
import { checkSameShape, Loss } from './loss.ts';

/**
 * `-sum(yTrue · ln p)` over the axis of the classes. Probabilities are divided by their sum and clipped to
 * [1e-7, 1 - 1e-7], as Keras does; but probabilities that come straight from a softmax layer are taken from its
 * logits (as Keras does on TensorFlow), fused and unclipped: the same numbers to 1e-6, except where a probability
 * is below 1e-7, where the loss keeps growing and the gradient does not vanish.
 */
export function categoricalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: CrossentropyOptions = {},
): Tensor {
  const {
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
  } = checkKeys('categoricalCrossentropy', options, 'fromLogits labelSmoothing axis reduction name');
  const where = 'categoricalCrossentropy';
  checkSameShape(where, yTrue, yPred);
  const targets = classesLast(where, smooth(yTrue, labelSmoothing, yTrue.shape.at(-1) ?? 1), axis);
  const logits = fromLogits ? yPred : isLastAxis(yPred, axis) ? logitsOf(yPred, 'softmax') : undefined;
  return crossEntropy(targets, classesLast(where, logits ?? yPred, axis), {
    fromLogits: logits !== undefined,
  });
}

/** Cross-entropy with one-hot targets: see {@link categoricalCrossentropy}. */
export class CategoricalCrossentropy extends Loss {
  static override readonly className: string = 'CategoricalCrossentropy';
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
    super('categorical_crossentropy', options);
    this.fromLogits = fromLogits;
    this.labelSmoothing = checkSmoothing('CategoricalCrossentropy', labelSmoothing);
    this.axis = axis;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, labelSmoothing, axis } = this;
    return categoricalCrossentropy(yTrue, yPred, { fromLogits, labelSmoothing, axis });
  }

  override getConfig(): Config {
    const { fromLogits, labelSmoothing, axis } = this;
    return { ...super.getConfig(), from_logits: fromLogits, label_smoothing: labelSmoothing, axis };
  }
}
