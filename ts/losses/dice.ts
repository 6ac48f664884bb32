/** Dice loss (keras.losses.Dice): one minus the overlap of two sets, for segmentation. */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { sum } from '../ops/reduction/sum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, Loss, type LossOptions } from './loss.ts';

/** Options of {@link Dice}. */
export interface DiceOptions extends LossOptions {
  /** The axes to sum over. Default all. */
  readonly axis?: number | readonly number[];
}

/** `1 - 2·sum(yTrue · yPred) / (sum(yTrue) + sum(yPred) + 1e-7)` over the axes. */
export function dice(yTrue: Tensor, yPred: Tensor, axis: number | readonly number[] | null = null): Tensor {
  checkSameShape('dice', yTrue, yPred);
  const overlap = sum(multiply(yTrue, yPred), { axis });
  const sizes = add(add(sum(yTrue, { axis }), sum(yPred, { axis })), EPSILON);
  return subtract(1, divide(multiply(overlap, 2), sizes));
}

/** Dice loss: see {@link dice}. */
export class Dice extends Loss {
  static override readonly className: string = 'Dice';
  readonly axis: number | readonly number[] | null;

  constructor(first?: First<DiceOptions, 'reduction'>, rest?: DiceOptions) {
    const { axis, ...options } = optionsOf(new.target.className, 'reduction axis name', first, rest);
    super('dice', options);
    this.axis = axis ?? null;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return dice(yTrue, yPred, this.axis);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}
