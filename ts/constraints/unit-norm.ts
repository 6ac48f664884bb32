/** Vectors of length 1 (keras.constraints.UnitNorm). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Constraint, type ConstraintAxis, lengths } from './constraint.ts';

/** Options of {@link UnitNorm}. */
export interface UnitNormOptions {
  /** The axes of the vectors. Default 0. */
  readonly axis?: ConstraintAxis;
}

/** Scales vectors to length 1; a vector of zeros stays. */
export class UnitNorm extends Constraint {
  static override readonly className: string = 'UnitNorm';
  readonly axis: ConstraintAxis;

  constructor(first?: First<UnitNormOptions, 'axis'>, rest?: UnitNormOptions) {
    const { axis = 0 } = optionsOf(new.target.className, 'axis', first, rest);
    super();
    this.axis = axis;
  }

  override call(w: Tensor): Tensor {
    return divide(w, add(lengths(w, this.axis), 1e-7));
  }

  override getConfig(): Config {
    return { axis: this.axis };
  }
}
