/** Vectors no longer than a bound (keras.constraints.MaxNorm). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { isWithin, show, ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { clip } from '../ops/elementwise/clip.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Constraint, type ConstraintAxis, lengths } from './constraint.ts';

/** Options of {@link MaxNorm}. */
export interface MaxNormOptions {
  /** The largest length, ≥ 0. Default 2. */
  readonly maxValue?: number;
  /** The axes of the vectors; that of the inputs of a dense layer is 0. Default 0. */
  readonly axis?: ConstraintAxis;
}

/** Scales vectors longer than `maxValue` down to it. */
export class MaxNorm extends Constraint {
  static override readonly className: string = 'MaxNorm';
  readonly maxValue: number;
  readonly axis: ConstraintAxis;

  constructor(first?: First<MaxNormOptions, 'maxValue'>, rest?: MaxNormOptions) {
    const { maxValue = 2, axis = 0 } = optionsOf(new.target.className, 'maxValue axis', first, rest);
    super();
    if (!isWithin(maxValue, 0)) throw new ValueError('MaxNorm', 'maxValue ≥ 0', show(maxValue));
    this.maxValue = maxValue;
    this.axis = axis;
  }

  override call(w: Tensor): Tensor {
    const norms = lengths(w, this.axis);
    return multiply(w, divide(clip(norms, 0, this.maxValue), add(norms, 1e-7)));
  }

  override getConfig(): Config {
    return { max_value: this.maxValue, axis: this.axis };
  }
}
