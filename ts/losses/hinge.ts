/** Hinge loss (keras.losses.Hinge). */

import { type First, withFirst } from '../config/first.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';
import { toSigns } from './signs.ts';

/** `mean(max(1 - yTrue · yPred, 0))` over the last axis; labels are -1 and 1, or all 0 and 1. */
export function hinge(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('hinge', yTrue, yPred);
  const margin = subtract(1, multiply(toSigns(yTrue), yPred));
  return mean(maximum(margin, 0), { axis: -1 });
}

/** Hinge loss: see {@link hinge}. */
export class Hinge extends LossFunctionWrapper {
  static override readonly className: string = 'Hinge';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(hinge, withFirst('reduction', first, rest), 'hinge');
  }
}
