/** Whether elements are infinite (keras.ops.isinf). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { CLASSIFY_IS_INFINITE } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyClassify, classifyOperation } from './classify.ts';

export const isInfOperation: Operation<undefined> = classifyOperation('isInf', CLASSIFY_IS_INFINITE);

/** Whether each element is infinite, as bools. */
export function isInf(x: TensorLike): Tensor {
  return applyClassify(isInfOperation, x);
}
