/** The product of all inputs (keras.layers.Multiply). */

import { multiply } from '../../ops/arithmetic/multiply.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { Merge } from './merge.ts';

/** The product of all inputs. */
export class Multiply extends Merge {
  static override readonly className: string = 'Multiply';

  protected override merge(a: Tensor, b: Tensor): Tensor {
    return multiply(a, b);
  }
}
