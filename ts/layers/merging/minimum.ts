/** The smallest of all inputs, element by element (keras.layers.Minimum). */

import { minimum } from '../../ops/arithmetic/minimum.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mergeSeen } from './masked.ts';
import { Merge } from './merge.ts';

/** The smallest of all inputs, element by element. */
export class Minimum extends Merge {
  static override readonly className: string = 'Minimum';

  protected override merge(a: Tensor, b: Tensor): Tensor {
    return minimum(a, b);
  }

  protected override mergeAll(list: readonly Tensor[]): Tensor {
    return mergeSeen(list, minimum);
  }
}
