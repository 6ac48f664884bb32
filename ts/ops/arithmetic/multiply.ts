/** `a · b`, broadcasting (keras.ops.multiply). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_MUL, INTEGER_MUL } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import type { Operation } from '../operation.ts';

export const multiplyOperation: Operation<undefined> = binaryOperation({
  name: 'multiply',
  float: BINARY_MUL,
  integer: INTEGER_MUL,
  gradient: ({ a, b, dy, wanted }) => [
    wanted[0] ? multiply(dy, b) : undefined,
    wanted[1] ? multiply(dy, a) : undefined,
  ],
});

/** The product of two tensors, element by element. Shapes broadcast; dtypes meet as in Keras. */
export function multiply(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(multiplyOperation, a, b);
}
