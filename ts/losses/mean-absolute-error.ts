/** Mean absolute error (keras.losses.MeanAbsoluteError). */

import { type First, withFirst } from '../config/first.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';

/** `mean(|yTrue - yPred|)` over the last axis. */
export function meanAbsoluteError(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('meanAbsoluteError', yTrue, yPred);
  return mean(abs(subtract(yTrue, yPred)), { axis: -1 });
}

/** Mean absolute error: see {@link meanAbsoluteError}. */
export class MeanAbsoluteError extends LossFunctionWrapper {
  static override readonly className: string = 'MeanAbsoluteError';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(meanAbsoluteError, withFirst('reduction', first, rest), 'mean_absolute_error');
  }
}
