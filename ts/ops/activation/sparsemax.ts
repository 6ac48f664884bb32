/** The nearest point of the simplex (keras.ops.sparsemax; Martins and Astudillo, 2016). */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { divide } from '../arithmetic/divide.ts';
import { maximum } from '../arithmetic/maximum.ts';
import { negative } from '../arithmetic/negative.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { greater } from '../compare/greater.ts';
import { arange } from '../creation/arange.ts';
import { sort } from '../index/sort.ts';
import { where } from '../index/where.ts';
import { cumsum } from '../reduction/cumsum.ts';
import { sum } from '../reduction/sum.ts';
import { cast } from '../shape/cast.ts';
import { atLastAxis } from './last-axis.ts';
import type { SoftmaxOptions } from './softmax.ts';

/**
 * `max(0, x - τ)` along an axis, float32: as softmax, but small values become 0. The values that are kept are those
 * of the paper; τ is that of Keras, which is the paper's where one value is kept: with more the sum need not be 1.
 */
export function sparsemax(x: TensorLike, options: SoftmaxOptions = {}): Tensor {
  const { axis = -1 } = checkKeys('sparsemax', options, 'axis');
  const tensor = cast(asTensor(x, 'sparsemax'), 'float32');
  return atLastAxis('sparsemax', tensor, axis, (rows) => {
    const over = { axis: -1, keepDims: true };
    const falling = negative(sort(negative(rows)));
    const sums = cumsum(falling, { axis: -1 });
    const ranks = cast(arange(1, (rows.shape.at(-1) ?? 0) + 1), 'float32');
    const isKept = greater(subtract(falling, divide(subtract(sums, 1), ranks)), 0);
    const kept = sum(where(isKept, sums, 0), over);
    const threshold = divide(subtract(kept, 1), sum(cast(isKept, 'float32'), over));
    return maximum(subtract(rows, threshold), 0);
  });
}
