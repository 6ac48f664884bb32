/** Poisson loss (keras.losses.Poisson). */

import { type First, withFirst } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { log } from '../ops/elementwise/log.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';

/** `mean(yPred - yTrue · ln(yPred + 1e-7))` over the last axis. */
export function poisson(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('poisson', yTrue, yPred);
  return mean(subtract(yPred, multiply(yTrue, log(add(yPred, EPSILON)))), { axis: -1 });
}

/** Poisson loss: see {@link poisson}. */
export class Poisson extends LossFunctionWrapper {
  static override readonly className: string = 'Poisson';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(poisson, withFirst('reduction', first, rest), 'poisson');
  }
}
