/** Zeros (keras.initializers.Zeros). */

import { zeros } from '../ops/creation/full.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Initializer } from './initializer.ts';

/** Every value 0. */
export class Zeros extends Initializer {
  static override readonly className: string = 'Zeros';

  protected override values(shape: Shape): Tensor {
    return zeros(shape);
  }
}
