/** Whether all hold, over axes (keras.ops.all). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Operation } from '../operation.ts';
import type { AxisAttributes, ReduceOptions } from '../reduce.ts';
import { applyBooleanReduction, booleanReduction } from './boolean.ts';

export const allOperation: Operation<AxisAttributes> = booleanReduction('all', true);

/** Whether all elements are true; that of none is true. Numbers other than 0 (NaN too) count as true. */
export function all(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return applyBooleanReduction(allOperation, x, options);
}
