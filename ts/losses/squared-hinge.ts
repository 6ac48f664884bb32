/** Squared hinge loss (keras.losses.SquaredHinge). */

import { type First, withFirst } from '../config/first.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { square } from '../ops/elementwise/square.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';
import { toSigns } from './signs.ts';

/** `mean(max(1 - yTrue · yPred, 0)²)` over the last axis; labels are -1 and 1, or all 0 and 1. */
export function squaredHinge(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('squaredHinge', yTrue, yPred);
  const margin = subtract(1, multiply(toSigns(yTrue), yPred));
  return mean(square(maximum(margin, 0)), { axis: -1 });
}

/** Squared hinge loss: see {@link squaredHinge}. */
export class SquaredHinge extends LossFunctionWrapper {
  static override readonly className: string = 'SquaredHinge';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(squaredHinge, withFirst('reduction', first, rest), 'squared_hinge');
  }
}
