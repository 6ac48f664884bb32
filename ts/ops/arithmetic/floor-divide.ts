/** `⌊a/b⌋`, broadcasting (keras.ops.floor_divide). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_FLOOR_DIVIDE, INTEGER_FLOOR_DIVIDE } from '../../wasm/generated/encoder.ts';
import { applyCounting, binaryOperation } from '../binary.ts';
import { zerosLike } from '../creation/full.ts';
import type { Operation } from '../operation.ts';

export const floorDivideOperation: Operation<undefined> = binaryOperation({
  name: 'floorDivide',
  float: BINARY_FLOOR_DIVIDE,
  integer: INTEGER_FLOOR_DIVIDE,
  gradient: ({ dy }) => [zerosLike(dy), zerosLike(dy)],
});

/** The quotient rounded down. Shapes broadcast; an integer by 0 gives -1, as in XLA. Its gradient is 0. */
export function floorDivide(a: TensorLike, b: TensorLike): Tensor {
  return applyCounting(floorDivideOperation, a, b);
}
