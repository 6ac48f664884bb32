/** `x²` (keras.ops.square). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { INTEGER_UNARY_SQUARE, UNARY_SQUARE } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyNumeric, numericOperation } from '../unary.ts';

export const squareOperation: Operation<undefined> = numericOperation({
  name: 'square',
  float: UNARY_SQUARE,
  integer: INTEGER_UNARY_SQUARE,
  gradient: ({ x, dy }) => multiply(dy, multiply(x, 2)),
});

/** The square of each element; integers keep their dtype and wrap. */
export function square(x: TensorLike): Tensor {
  return applyNumeric(squareOperation, x);
}
