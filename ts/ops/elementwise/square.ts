/** `x²` (keras.ops.square). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { IntegerUnaryFunction, UnaryFunction } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyNumeric, numericOperation } from '../unary.ts';

export const squareOperation: Operation<undefined> = numericOperation({
  name: 'square',
  float: UnaryFunction.Square,
  integer: IntegerUnaryFunction.Square,
  gradient: ({ x, dy }) => multiply(dy, multiply(x, 2)),
});

/** The square of each element; integers keep their dtype and wrap. */
export function square(x: TensorLike): Tensor {
  return applyNumeric(squareOperation, x);
}
