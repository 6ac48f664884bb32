/** Nothing below zero (keras.constraints.NonNeg). */

import { maximum } from '../ops/arithmetic/maximum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Constraint } from './constraint.ts';

/** `max(w, 0)`. */
export class NonNeg extends Constraint {
  static override readonly className: string = 'NonNeg';

  override call(w: Tensor): Tensor {
    return maximum(w, 0);
  }
}
