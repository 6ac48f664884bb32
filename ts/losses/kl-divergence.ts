/** Kullback–Leibler divergence (keras.losses.KLDivergence). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { clip } from '../ops/elementwise/clip.ts';
import { log } from '../ops/elementwise/log.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { sum } from '../ops/reduction/sum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, Loss, type LossOptions } from './loss.ts';

/** `sum(yTrue · ln(yTrue / yPred))` over the last axis, both clipped to [1e-7, 1]. */
export function klDivergence(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('klDivergence', yTrue, yPred);
  const [t, p] = [clip(yTrue, EPSILON, 1), clip(yPred, EPSILON, 1)];
  return sum(multiply(t, log(divide(t, p))), { axis: -1 });
}

/** Kullback–Leibler divergence: see {@link klDivergence}. */
export class KLDivergence extends Loss {
  static override readonly className: string = 'KLDivergence';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    const options = withFirst('reduction', first, rest);
    super('kl_divergence', options);
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return klDivergence(yTrue, yPred);
  }

  /** The loss of a Keras config. */
  static fromConfig(config: Config): KLDivergence {
    return new KLDivergence(optionsFrom<LossOptions>(config));
  }
}
