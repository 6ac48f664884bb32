/** Whether any hold, over axes (keras.ops.any). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Operation } from '../operation.ts';
import type { AxisAttributes, ReduceOptions } from '../reduce.ts';
import { applyBooleanReduction, booleanReduction } from './boolean.ts';

export const anyOperation: Operation<AxisAttributes> = booleanReduction('any', false);

/** Whether any element is true; that of none is false. Numbers other than 0 (NaN too) count as true. */
export function any(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return applyBooleanReduction(anyOperation, x, options);
}
