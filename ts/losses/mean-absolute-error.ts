/** Mean absolute error (keras.losses.MeanAbsoluteError). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, Loss, type LossOptions } from './loss.ts';

/** `mean(|yTrue - yPred|)` over the last axis. */
export function meanAbsoluteError(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('meanAbsoluteError', yTrue, yPred);
  return mean(abs(subtract(yTrue, yPred)), { axis: -1 });
}

/** Mean absolute error: see {@link meanAbsoluteError}. */
export class MeanAbsoluteError extends Loss {
  static override readonly className: string = 'MeanAbsoluteError';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    const options = withFirst('reduction', first, rest);
    super('mean_absolute_error', options);
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsoluteError(yTrue, yPred);
  }

  /** The loss of a Keras config. */
  static fromConfig(config: Config): MeanAbsoluteError {
    return new MeanAbsoluteError(optionsFrom<LossOptions>(config));
  }
}
