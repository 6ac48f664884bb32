/** `(a - b)²`, broadcasting. */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_SQUARED_DIFFERENCE, INTEGER_SQUARED_DIFFERENCE } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import type { Operation } from '../operation.ts';
import { multiply } from './multiply.ts';
import { negative } from './negative.ts';
import { subtract } from './subtract.ts';

export const squaredDifferenceOperation: Operation<undefined> = binaryOperation({
  name: 'squaredDifference',
  float: BINARY_SQUARED_DIFFERENCE,
  integer: INTEGER_SQUARED_DIFFERENCE,
  gradient: ({ a, b, dy, wanted }) => {
    const da = multiply(dy, multiply(subtract(a, b), 2));
    return [da, wanted[1] ? negative(da) : undefined];
  },
});

/** The square of the difference of two tensors, element by element. Shapes broadcast. */
export function squaredDifference(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(squaredDifferenceOperation, a, b);
}
