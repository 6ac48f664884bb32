/** Whether elements are not a number (keras.ops.isnan). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { CLASSIFY_IS_NAN } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyClassify, classifyOperation } from './classify.ts';

export const isNanOperation: Operation<undefined> = classifyOperation('isNan', CLASSIFY_IS_NAN);

/** Whether each element is not a number, as bools. */
export function isNan(x: TensorLike): Tensor {
  return applyClassify(isNanOperation, x);
}
