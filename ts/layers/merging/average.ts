/** The mean of all inputs (keras.layers.Average). */

import { add } from '../../ops/arithmetic/add.ts';
import { divide } from '../../ops/arithmetic/divide.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { Merge } from './merge.ts';

/** The sum of all inputs divided by their number. */
export class Average extends Merge {
  static override readonly className: string = 'Average';

  protected override merge(a: Tensor, b: Tensor): Tensor {
    return add(a, b);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return divide(super.call(inputs), this.tensors(inputs).length);
  }
}
