/** `a ≠ b`, broadcasting (keras.ops.not_equal). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { COMPARE_NOT_EQUAL } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyCompare, compareOperation } from './compare.ts';

export const notEqualOperation: Operation<undefined> = compareOperation('notEqual', COMPARE_NOT_EQUAL);

/** Whether `a ≠ b`, element by element, as bools; NaN differs from everything. Shapes broadcast; dtypes meet as in Keras. */
export function notEqual(a: TensorLike, b: TensorLike): Tensor {
  return applyCompare(notEqualOperation, a, b);
}
