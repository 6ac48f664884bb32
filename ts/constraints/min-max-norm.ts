/** Vectors whose length is between bounds (keras.constraints.MinMaxNorm). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { isWithin, show, ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { clip } from '../ops/elementwise/clip.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Constraint, type ConstraintAxis, lengths } from './constraint.ts';

/** Options of {@link MinMaxNorm}. */
export interface MinMaxNormOptions {
  /** The smallest length. Default 0. */
  readonly minValue?: number;
  /** The largest length. Default 1. */
  readonly maxValue?: number;
  /** How much of the way to the bounds is gone at each step, 0 to 1. Default 1. */
  readonly rate?: number;
  /** The axes of the vectors. Default 0. */
  readonly axis?: ConstraintAxis;
}

/** Scales vectors to a length from `minValue` to `maxValue`, or part of the way there. */
export class MinMaxNorm extends Constraint {
  static override readonly className: string = 'MinMaxNorm';
  readonly minValue: number;
  readonly maxValue: number;
  readonly rate: number;
  readonly axis: ConstraintAxis;

  constructor(first?: First<MinMaxNormOptions, 'minValue'>, rest?: MinMaxNormOptions) {
    const {
      minValue = 0,
      maxValue = 1,
      rate = 1,
      axis = 0,
    } = optionsOf(new.target.className, 'minValue maxValue rate axis', first, rest);
    super();
    if (!isWithin(minValue, Number.NEGATIVE_INFINITY, maxValue))
      throw new ValueError('MinMaxNorm', 'minValue ≤ maxValue', `${show(minValue)} and ${show(maxValue)}`);
    if (!isWithin(rate, 0, 1)) throw new ValueError('MinMaxNorm', 'rate from 0 to 1', show(rate));
    this.minValue = minValue;
    this.maxValue = maxValue;
    this.rate = rate;
    this.axis = axis;
  }

  override call(w: Tensor): Tensor {
    const norms = lengths(w, this.axis);
    const bounded = multiply(this.rate, clip(norms, this.minValue, this.maxValue));
    const desired = add(bounded, multiply(1 - this.rate, norms));
    return multiply(w, divide(desired, add(norms, 1e-7)));
  }

  override getConfig(): Config {
    return { min_value: this.minValue, max_value: this.maxValue, rate: this.rate, axis: this.axis };
  }
}
