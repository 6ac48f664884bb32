/** Logarithm of the hyperbolic cosine of the error (keras.losses.LogCosh). */

import { type First, withFirst } from '../config/first.ts';
import { softplus } from '../ops/activation/softplus.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';

/** `mean(ln cosh(yPred - yTrue))` over the last axis, as `x + softplus(-2x) - ln 2`, which does not overflow. */
export function logCosh(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('logCosh', yTrue, yPred);
  const error = subtract(yPred, yTrue);
  const values = subtract(add(error, softplus(multiply(error, -2))), Math.LN2);
  return mean(values, { axis: -1 });
}

/** Logarithm of the hyperbolic cosine of the error: see {@link logCosh}. */
export class LogCosh extends LossFunctionWrapper {
  static override readonly className: string = 'LogCosh';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(logCosh, withFirst('reduction', first, rest), 'log_cosh');
  }
}
