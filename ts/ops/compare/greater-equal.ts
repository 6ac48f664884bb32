/** `a ≥ b`, broadcasting (keras.ops.greater_equal). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { COMPARE_GREATER_EQUAL } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyCompare, compareOperation } from './compare.ts';

export const greaterEqualOperation: Operation<undefined> = compareOperation(
  'greaterEqual',
  COMPARE_GREATER_EQUAL,
);

/** Whether `a ≥ b`, element by element, as bools; with NaN false. Shapes broadcast; dtypes meet as in Keras. */
export function greaterEqual(a: TensorLike, b: TensorLike): Tensor {
  return applyCompare(greaterEqualOperation, a, b);
}
