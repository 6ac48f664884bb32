/** Integer part (keras.ops.trunc). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_TRUNC } from '../../wasm/generated/encoder.ts';
import { zerosLike } from '../creation/full.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const truncOperation: Operation<undefined> = unaryOperation({
  name: 'trunc',
  function: UNARY_TRUNC,
  gradient: ({ dy }) => zerosLike(dy),
});

/** Each element without its fraction, towards zero, as float32. Its gradient is 0. */
export function trunc(x: TensorLike): Tensor {
  return applyUnary(truncOperation, x, undefined);
}
