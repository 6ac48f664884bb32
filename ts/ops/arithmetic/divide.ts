/** `a / b`, broadcasting (keras.ops.divide): integers are divided as float32. */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_DIV } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import type { Operation } from '../operation.ts';
import { multiply } from './multiply.ts';
import { negative } from './negative.ts';

export const divideOperation: Operation<undefined> = binaryOperation({
  name: 'divide',
  float: BINARY_DIV,
  gradient: ({ b, y, dy, wanted }) => [
    wanted[0] ? divide(dy, b) : undefined,
    wanted[1] ? negative(multiply(dy, divide(y, b))) : undefined,
  ],
});

/** The quotient of two tensors, element by element, float32. Shapes broadcast; x/0 is ±∞, 0/0 NaN. */
export function divide(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(divideOperation, a, b, 'float32');
}
