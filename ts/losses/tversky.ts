/** Tversky loss (keras.losses.Tversky): Dice with a weight each for what is missed and what is too much. */

import { checkKeys } from '../closest.ts';
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

/** Options of {@link Tversky}. */
export interface TverskyOptions extends LossOptions {
  /** The weight of `(1 - yPred) · yTrue`. Default 0.5. */
  readonly alpha?: number;
  /** The weight of `yPred · (1 - yTrue)`. Default 0.5. */
  readonly beta?: number;
  /** The axes to sum over. Default all. */
  readonly axis?: number | readonly number[];
}

/** `1 - overlap / (overlap + alpha·missed + beta·surplus + 1e-7)`, summed over the axes. */
export function tversky(yTrue: Tensor, yPred: Tensor, options: TverskyOptions = {}): Tensor {
  const {
    alpha = 0.5,
    beta = 0.5,
    axis = null,
  } = checkKeys('tversky', options, 'alpha beta axis reduction name');
  checkSameShape('tversky', yTrue, yPred);
  const overlap = sum(multiply(yTrue, yPred), { axis });
  const missed = sum(multiply(subtract(1, yPred), yTrue), { axis });
  const surplus = sum(multiply(yPred, subtract(1, yTrue)), { axis });
  const sizes = add(add(overlap, multiply(missed, alpha)), add(multiply(surplus, beta), EPSILON));
  return subtract(1, divide(overlap, sizes));
}

/** Tversky loss: see {@link tversky}. */
export class Tversky extends Loss {
  static override readonly className: string = 'Tversky';
  readonly alpha: number;
  readonly beta: number;
  readonly axis: number | readonly number[] | undefined;

  constructor(first?: First<TverskyOptions, 'alpha'>, rest?: TverskyOptions) {
    const {
      alpha = 0.5,
      beta = 0.5,
      axis,
      ...options
    } = optionsOf(new.target.className, 'alpha beta axis reduction name', first, rest);
    super('tversky', options);
    this.alpha = alpha;
    this.beta = beta;
    this.axis = axis;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const { alpha, beta, axis } = this;
    return tversky(yTrue, yPred, axis === undefined ? { alpha, beta } : { alpha, beta, axis });
  }

  override getConfig(): Config {
    return { ...super.getConfig(), alpha: this.alpha, beta: this.beta, axis: this.axis ?? null };
  }
}
