/** Mean squared error (keras.losses.MeanSquaredError). */

import { type First, withFirst } from '../config/first.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { square } from '../ops/elementwise/square.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';

/** `mean((yTrue - yPred)²)` over the last axis. */
export function meanSquaredError(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('meanSquaredError', yTrue, yPred);
  return mean(square(subtract(yTrue, yPred)), { axis: -1 });
}

/** Mean squared error: see {@link meanSquaredError}. */
export class MeanSquaredError extends LossFunctionWrapper {
  static override readonly className: string = 'MeanSquaredError';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(meanSquaredError, withFirst('reduction', first, rest), 'mean_squared_error');
  }
}
