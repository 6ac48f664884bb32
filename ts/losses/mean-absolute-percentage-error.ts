/** Mean absolute percentage error (keras.losses.MeanAbsolutePercentageError). */

import { type First, withFirst } from '../config/first.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';

/** `100 · mean(|(yTrue - yPred) / max(|yTrue|, 1e-7)|)` over the last axis. */
export function meanAbsolutePercentageError(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('meanAbsolutePercentageError', yTrue, yPred);
  const scale = maximum(abs(yTrue), EPSILON);
  return multiply(mean(abs(divide(subtract(yTrue, yPred), scale)), { axis: -1 }), 100);
}

/** Mean absolute percentage error: see {@link meanAbsolutePercentageError}. */
export class MeanAbsolutePercentageError extends LossFunctionWrapper {
  static override readonly className: string = 'MeanAbsolutePercentageError';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(meanAbsolutePercentageError, withFirst('reduction', first, rest), 'mean_absolute_percentage_error');
  }
}
