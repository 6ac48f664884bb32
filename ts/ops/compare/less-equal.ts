/** `a ≤ b`, broadcasting (keras.ops.less_equal). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { COMPARE_LESS_EQUAL } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyCompare, compareOperation } from './compare.ts';

export const lessEqualOperation: Operation<undefined> = compareOperation('lessEqual', COMPARE_LESS_EQUAL);

/** Whether `a ≤ b`, element by element, as bools; with NaN false. Shapes broadcast; dtypes meet as in Keras. */
export function lessEqual(a: TensorLike, b: TensorLike): Tensor {
  return applyCompare(lessEqualOperation, a, b);
}
