/** `a + b`, broadcasting (keras.ops.add). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_ADD, INTEGER_ADD } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import type { Operation } from '../operation.ts';

export const addOperation: Operation<undefined> = binaryOperation({
  name: 'add',
  float: BINARY_ADD,
  integer: INTEGER_ADD,
  gradient: ({ dy }) => [dy, dy],
});

/** The sum of two tensors, element by element. Shapes broadcast; dtypes meet as in Keras. */
export function add(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(addOperation, a, b);
}
