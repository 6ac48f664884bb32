/** Categorical hinge loss (keras.losses.CategoricalHinge). */

import { type First, withFirst } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { max } from '../ops/reduction/max.ts';
import { sum } from '../ops/reduction/sum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, LossFunctionWrapper, type LossOptions } from './loss.ts';

/** `max(max((1 - yTrue) · yPred) - sum(yTrue · yPred) + 1, 0)` over the last axis, targets one-hot. */
export function categoricalHinge(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('categoricalHinge', yTrue, yPred);
  const own = sum(multiply(yTrue, yPred), { axis: -1 });
  const other = max(multiply(subtract(1, yTrue), yPred), { axis: -1 });
  return maximum(add(subtract(other, own), 1), 0);
}

/** Categorical hinge loss: see {@link categoricalHinge}. */
export class CategoricalHinge extends LossFunctionWrapper {
  static override readonly className: string = 'CategoricalHinge';

  constructor(first?: First<LossOptions, 'reduction'>, rest?: LossOptions) {
    super(categoricalHinge, withFirst('reduction', first, rest), 'categorical_hinge');
  }
}
