/** Logical xor, broadcasting (keras.ops.logical_xor). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { LOGICAL_XOR } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyLogical, logicalOperation } from './logic.ts';

export const logicalXorOperation: Operation<undefined> = logicalOperation('logicalXor', LOGICAL_XOR);

/** Whether exactly one is true, element by element, as bools. Numbers other than 0 (NaN too) count as true. */
export function logicalXor(a: TensorLike, b: TensorLike): Tensor {
  return applyLogical(logicalXorOperation, a, b);
}
