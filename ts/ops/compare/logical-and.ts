/** Logical and, broadcasting (keras.ops.logical_and). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { LOGICAL_AND } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyLogical, logicalOperation } from './logic.ts';

export const logicalAndOperation: Operation<undefined> = logicalOperation('logicalAnd', LOGICAL_AND);

/** Whether both are true, element by element, as bools. Numbers other than 0 (NaN too) count as true. */
export function logicalAnd(a: TensorLike, b: TensorLike): Tensor {
  return applyLogical(logicalAndOperation, a, b);
}
