/** The largest of all inputs, element by element (keras.layers.Maximum). */

import { maximum } from '../../ops/arithmetic/maximum.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mergeSeen } from './masked.ts';
import { Merge } from './merge.ts';

/** The largest of all inputs, element by element. */
export class Maximum extends Merge {
  static override readonly className: string = 'Maximum';

  protected override merge(a: Tensor, b: Tensor): Tensor {
    return maximum(a, b);
  }

  protected override mergeAll(list: readonly Tensor[]): Tensor {
    return mergeSeen(list, maximum);
  }
}
