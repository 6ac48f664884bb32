/** `a = b`, broadcasting (keras.ops.equal). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { COMPARE_EQUAL } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyCompare, compareOperation } from './compare.ts';

export const equalOperation: Operation<undefined> = compareOperation('equal', COMPARE_EQUAL);

/** Whether `a = b`, element by element, as bools; NaN equals nothing. Shapes broadcast; dtypes meet as in Keras. */
export function equal(a: TensorLike, b: TensorLike): Tensor {
  return applyCompare(equalOperation, a, b);
}
