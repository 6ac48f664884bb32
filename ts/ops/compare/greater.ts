/** `a > b`, broadcasting (keras.ops.greater). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { COMPARE_GREATER } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyCompare, compareOperation } from './compare.ts';

export const greaterOperation: Operation<undefined> = compareOperation('greater', COMPARE_GREATER);

/** Whether `a > b`, element by element, as bools; with NaN false. Shapes broadcast; dtypes meet as in Keras. */
export function greater(a: TensorLike, b: TensorLike): Tensor {
  return applyCompare(greaterOperation, a, b);
}
