/** Mean absolute percentage error (keras.losses.MeanAbsolutePercentageError). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, Loss, type LossOptions } from './loss.ts';

/** `100 · mean(|(yTrue - yPred) / max(|yTrue|, 1e-7)|)` over the last axis. */
export function meanAbsolutePercentageError(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('meanAbsolutePercentageError', yTrue, yPred);
  const scale = maximum(abs(yTrue), EPSILON);
  return multiply(mean(abs(divide(subtract(yTrue, yPred), scale)), { axis: -1 }), 100);
}

/** Mean absolute percentage error: see {@link meanAbsolutePercentageError}. */
export class MeanAbsolutePercentageError extends Loss {
  static override readonly className: string = 'MeanAbsolutePercentageError';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    const options = withFirst('reduction', first, rest);
    super('mean_absolute_percentage_error', options);
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsolutePercentageError(yTrue, yPred);
  }

  /** The loss of a Keras config. */
  static fromConfig(config: Config): MeanAbsolutePercentageError {
    return new MeanAbsolutePercentageError(optionsFrom<LossOptions>(config));
  }
}
