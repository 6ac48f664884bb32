/** Ones (keras.initializers.Ones). */

import { ones } from '../ops/creation/full.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Initializer } from './initializer.ts';

/** Every value 1. */
export class Ones extends Initializer {
  static override readonly className: string = 'Ones';

  protected override values(shape: Shape): Tensor {
    return ones(shape);
  }
}
