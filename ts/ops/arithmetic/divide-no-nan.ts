/** `a/b`, 0 where b is 0, broadcasting (keras.ops.divide_no_nan). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_DIVIDE_NO_NAN } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import type { Operation } from '../operation.ts';
import { multiply } from './multiply.ts';
import { negative } from './negative.ts';

export const divideNoNanOperation: Operation<undefined> = binaryOperation({
  name: 'divideNoNan',
  float: BINARY_DIVIDE_NO_NAN,
  gradient: ({ b, y, dy, wanted }) => [
    wanted[0] ? divideNoNan(dy, b) : undefined,
    wanted[1] ? negative(multiply(dy, divideNoNan(y, b))) : undefined,
  ],
});

/** The quotient, float32; 0, with no gradient, where the divisor is 0. Shapes broadcast. */
export function divideNoNan(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(divideNoNanOperation, a, b, 'float32');
}
