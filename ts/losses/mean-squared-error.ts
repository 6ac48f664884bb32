/** Mean squared error (keras.losses.MeanSquaredError). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { square } from '../ops/elementwise/square.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, Loss, type LossOptions } from './loss.ts';

/** `mean((yTrue - yPred)²)` over the last axis. */
export function meanSquaredError(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('meanSquaredError', yTrue, yPred);
  return mean(square(subtract(yTrue, yPred)), { axis: -1 });
}

/** Mean squared error: see {@link meanSquaredError}. */
export class MeanSquaredError extends Loss {
  static override readonly className: string = 'MeanSquaredError';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    const options = withFirst('reduction', first, rest);
    super('mean_squared_error', options);
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }

  /** The loss of a Keras config. */
  static fromConfig(config: Config): MeanSquaredError {
    return new MeanSquaredError(optionsFrom<LossOptions>(config));
  }
}
