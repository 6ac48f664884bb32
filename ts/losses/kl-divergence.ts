/** Kullback–Leibler divergence (keras.losses.KLDivergence). */

import { type First, withFirst } from '../config/first.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { clip } from '../ops/elementwise/clip.ts';
import { log } from '../ops/elementwise/log.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { sum } from '../ops/reduction/sum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';

/** `sum(yTrue · ln(yTrue / yPred))` over the last axis, both clipped to [1e-7, 1]. */
export function klDivergence(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('klDivergence', yTrue, yPred);
  const [t, p] = [clip(yTrue, EPSILON, 1), clip(yPred, EPSILON, 1)];
  return sum(multiply(t, log(divide(t, p))), { axis: -1 });
}

/** Kullback–Leibler divergence: see {@link klDivergence}. */
export class KLDivergence extends LossFunctionWrapper {
  static override readonly className: string = 'KLDivergence';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(klDivergence, withFirst('reduction', first, rest), 'kl_divergence');
  }
}
