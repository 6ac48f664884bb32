/** `a < b`, broadcasting (keras.ops.less). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { COMPARE_LESS } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyCompare, compareOperation } from './compare.ts';

export const lessOperation: Operation<undefined> = compareOperation('less', COMPARE_LESS);

/** Whether `a < b`, element by element, as bools; with NaN false. Shapes broadcast; dtypes meet as in Keras. */
export function less(a: TensorLike, b: TensorLike): Tensor {
  return applyCompare(lessOperation, a, b);
}
