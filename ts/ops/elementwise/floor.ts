/** `⌊x⌋` (keras.ops.floor). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_FLOOR } from '../../wasm/generated/encoder.ts';
import { zerosLike } from '../creation/full.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const floorOperation: Operation<undefined> = unaryOperation({
  name: 'floor',
  function: UNARY_FLOOR,
  gradient: ({ dy }) => zerosLike(dy),
});

/** The largest whole number ≤ each element, as float32. Its gradient is 0. */
export function floor(x: TensorLike): Tensor {
  return applyUnary(floorOperation, x, undefined);
}
