/** How many elements are not 0 (keras.ops.count_nonzero). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { ReduceOptions } from '../reduce.ts';
import { cast } from '../shape/cast.ts';
import { sum } from './sum.ts';

/** The int32 number of elements over axes that are not 0; NaN is not. */
export function countNonzero(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return sum(cast(asTensor(x, 'countNonzero'), 'bool'), options);
}
