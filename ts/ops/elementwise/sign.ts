/** The sign (keras.ops.sign). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { INTEGER_UNARY_SIGN, UNARY_SIGN } from '../../wasm/generated/encoder.ts';
import { zerosLike } from '../creation/full.ts';
import type { Operation } from '../operation.ts';
import { applyNumeric, numericOperation } from '../unary.ts';

export const signOperation: Operation<undefined> = numericOperation({
  name: 'sign',
  float: UNARY_SIGN,
  integer: INTEGER_UNARY_SIGN,
  gradient: ({ dy }) => zerosLike(dy),
});

/** -1, 0 or 1 by the sign of each element; NaN stays, integers keep their dtype. Its gradient is 0. */
export function sign(x: TensorLike): Tensor {
  return applyNumeric(signOperation, x);
}
