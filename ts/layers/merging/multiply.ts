/** The product of all inputs (keras.layers.Multiply). */

import { multiply } from '../../ops/arithmetic/multiply.ts';
import { where } from '../../ops/index/where.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { elementMasks, seenByAny } from './masked.ts';
import { Merge } from './merge.ts';

/** The product of all inputs. */
export class Multiply extends Merge {
  static override readonly className: string = 'Multiply';

  protected override merge(a: Tensor, b: Tensor): Tensor {
    return multiply(a, b);
  }

  /** What is masked counts as 1; what is masked in all inputs is 0. */
  protected override mergeAll(list: readonly Tensor[]): Tensor {
    const masks = elementMasks(list);
    const product = super.mergeAll(
      list.map((input, index) => {
        const mask = masks[index];
        return mask === undefined ? input : where(mask, input, 1);
      }),
    );
    const seen = seenByAny(masks);
    return seen === undefined ? product : where(seen, product, 0);
  }
}
