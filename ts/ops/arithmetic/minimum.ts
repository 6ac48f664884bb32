/** The smaller of two, broadcasting (keras.ops.minimum). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_MINIMUM, INTEGER_MINIMUM } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import { less } from '../compare/less.ts';
import type { Operation } from '../operation.ts';
import { shareOfWinner } from './maximum.ts';

export const minimumOperation: Operation<undefined> = binaryOperation({
  name: 'minimum',
  float: BINARY_MINIMUM,
  integer: INTEGER_MINIMUM,
  gradient: ({ a, b, dy, wanted }) => [
    wanted[0] ? shareOfWinner(less(a, b), a, b, dy) : undefined,
    wanted[1] ? shareOfWinner(less(b, a), a, b, dy) : undefined,
  ],
});

/** The smaller of two elements; NaN if either is. Shapes broadcast; equal elements share the gradient. */
export function minimum(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(minimumOperation, a, b);
}
