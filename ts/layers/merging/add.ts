/** The sum of all inputs (keras.layers.Add). */

import { add } from '../../ops/arithmetic/add.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { Merge } from './merge.ts';

/** The sum of all inputs. */
export class Add extends Merge {
  static override readonly className: string = 'Add';

  protected override merge(a: Tensor, b: Tensor): Tensor {
    return add(a, b);
  }
}
