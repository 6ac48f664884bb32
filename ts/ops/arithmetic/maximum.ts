/** The larger of two, broadcasting (keras.ops.maximum). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_MAXIMUM, INTEGER_MAXIMUM } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import { equal } from '../compare/equal.ts';
import { greater } from '../compare/greater.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { multiply } from './multiply.ts';

export const maximumOperation: Operation<undefined> = binaryOperation({
  name: 'maximum',
  float: BINARY_MAXIMUM,
  integer: INTEGER_MAXIMUM,
  gradient: ({ a, b, dy, wanted }) => [
    wanted[0] ? shareOfWinner(greater(a, b), a, b, dy) : undefined,
    wanted[1] ? shareOfWinner(greater(b, a), a, b, dy) : undefined,
  ],
});

/** dy where an operand wins, half of it where the two are equal, as in JAX. */
export function shareOfWinner(wins: Tensor, a: Tensor, b: Tensor, dy: Tensor): Tensor {
  return where(wins, dy, where(equal(a, b), multiply(dy, 0.5), 0));
}

/** The larger of two elements; NaN if either is. Shapes broadcast; equal elements share the gradient. */
export function maximum(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(maximumOperation, a, b);
}
