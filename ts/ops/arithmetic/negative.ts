/** `-x` (keras.ops.negative). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { INTEGER_UNARY_NEG, UNARY_NEG } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyNumeric, numericOperation } from '../unary.ts';

export const negativeOperation: Operation<undefined> = numericOperation({
  name: 'negative',
  float: UNARY_NEG,
  integer: INTEGER_UNARY_NEG,
  gradient: ({ dy }) => negative(dy),
});

/** The negation of each element; integers keep their dtype and wrap. */
export function negative(x: TensorLike): Tensor {
  return applyNumeric(negativeOperation, x);
}
