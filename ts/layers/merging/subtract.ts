/** The difference of two inputs (keras.layers.Subtract). */

import { ValueError } from '../../errors.ts';
import { subtract } from '../../ops/arithmetic/subtract.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import type { BatchShapes } from '../layer.ts';
import { Merge } from './merge.ts';

/** The first input minus the second. */
export class Subtract extends Merge {
  static override readonly className: string = 'Subtract';

  protected override shapes(inputShape: BatchShapes): readonly BatchShape[] {
    const shapes = super.shapes(inputShape);
    if (shapes.length !== 2) throw new ValueError(this.where, '2 inputs', `${shapes.length}`);
    return shapes;
  }

  protected override merge(a: Tensor, b: Tensor): Tensor {
    return subtract(a, b);
  }
}
