/** Mean squared logarithmic error (keras.losses.MeanSquaredLogarithmicError). */

import { type First, withFirst } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { log } from '../ops/elementwise/log.ts';
import { square } from '../ops/elementwise/square.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';

/** `mean((ln(max(yPred, 1e-7) + 1) - ln(max(yTrue, 1e-7) + 1))²)` over the last axis. */
export function meanSquaredLogarithmicError(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('meanSquaredLogarithmicError', yTrue, yPred);
  const logOf = (x: Tensor): Tensor => log(add(maximum(x, EPSILON), 1));
  return mean(square(subtract(logOf(yPred), logOf(yTrue))), { axis: -1 });
}

/** Mean squared logarithmic error: see {@link meanSquaredLogarithmicError}. */
export class MeanSquaredLogarithmicError extends LossFunctionWrapper {
  static override readonly className: string = 'MeanSquaredLogarithmicError';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(meanSquaredLogarithmicError, withFirst('reduction', first, rest), 'mean_squared_logarithmic_error');
  }
}
