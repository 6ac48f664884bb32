/** Remainder, broadcasting (keras.ops.mod). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_MOD, INTEGER_MOD } from '../../wasm/generated/encoder.ts';
import { applyCounting, binaryOperation } from '../binary.ts';
import type { Operation } from '../operation.ts';
import { floorDivide } from './floor-divide.ts';
import { multiply } from './multiply.ts';
import { negative } from './negative.ts';

export const modOperation: Operation<undefined> = binaryOperation({
  name: 'mod',
  float: BINARY_MOD,
  integer: INTEGER_MOD,
  gradient: ({ a, b, dy, wanted }) => [dy, wanted[1] ? negative(multiply(dy, floorDivide(a, b))) : undefined],
});

/** The remainder of a/b with the sign of b, as in Python. Shapes broadcast; an integer by 0 gives a, as in XLA. */
export function mod(a: TensorLike, b: TensorLike): Tensor {
  return applyCounting(modOperation, a, b);
}
