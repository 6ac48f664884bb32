/** Logarithm of the hyperbolic cosine of the error (keras.losses.LogCosh). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { softplus } from '../ops/activation/softplus.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, Loss, type LossOptions } from './loss.ts';

/** `mean(ln cosh(yPred - yTrue))` over the last axis, as `x + softplus(-2x) - ln 2`, which does not overflow. */
export function logCosh(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('logCosh', yTrue, yPred);
  const error = subtract(yPred, yTrue);
  const values = subtract(add(error, softplus(multiply(error, -2))), Math.LN2);
  return mean(values, { axis: -1 });
}

/** Logarithm of the hyperbolic cosine of the error: see {@link logCosh}. */
export class LogCosh extends Loss {
  static override readonly className: string = 'LogCosh';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    const options = withFirst('reduction', first, rest);
    super('log_cosh', options);
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return logCosh(yTrue, yPred);
  }

  /** The loss of a Keras config. */
  static fromConfig(config: Config): LogCosh {
    return new LogCosh(optionsFrom<LossOptions>(config));
  }
}
