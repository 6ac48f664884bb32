/** Nothing below zero (keras.constraints.NonNeg). */

import type { Config } from '../config/config.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Constraint } from './constraint.ts';

/** `max(w, 0)`. */
export class NonNeg extends Constraint {
  static override readonly className: string = 'NonNeg';

  override call(w: Tensor): Tensor {
    return maximum(w, 0);
  }

  /** The constraint of a Keras config. */
  static fromConfig(_config: Config): NonNeg {
    return new NonNeg();
  }
}
