/** Logical or, broadcasting (keras.ops.logical_or). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { LOGICAL_OR } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyLogical, logicalOperation } from './logic.ts';

export const logicalOrOperation: Operation<undefined> = logicalOperation('logicalOr', LOGICAL_OR);

/** Whether either is true, element by element, as bools. Numbers other than 0 (NaN too) count as true. */
export function logicalOr(a: TensorLike, b: TensorLike): Tensor {
  return applyLogical(logicalOrOperation, a, b);
}
