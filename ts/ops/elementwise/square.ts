/** `x²` (keras.ops.square). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { INTEGER_UNARY_SQUARE, UNARY_SQUARE } from '../../wasm/generated/encoder.ts';
import { operand } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { applyNumeric, numericOperation } from '../unary.ts';

export const squareOperation: Operation<undefined> = numericOperation({
  name: 'square',
  float: UNARY_SQUARE,
  integer: INTEGER_UNARY_SQUARE,
  gradient: ({ x, dy }) => multiply(dy, multiply(x, 2)),
});

/** The square of each element; integers keep their dtype and wrap, bools become int32. */
export function square(x: TensorLike): Tensor {
  const tensor = operand(x, 'square');
  return applyNumeric(squareOperation, tensor.dtype === 'bool' ? cast(tensor, 'int32') : tensor);
}
