/** `a - b`, broadcasting (keras.ops.subtract). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_SUB, INTEGER_SUB } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import type { Operation } from '../operation.ts';
import { negative } from './negative.ts';

export const subtractOperation: Operation<undefined> = binaryOperation({
  name: 'subtract',
  float: BINARY_SUB,
  integer: INTEGER_SUB,
  gradient: ({ dy, wanted }) => [dy, wanted[1] ? negative(dy) : undefined],
});

/** The difference of two tensors, element by element. Shapes broadcast; dtypes meet as in Keras. */
export function subtract(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(subtractOperation, a, b);
}
