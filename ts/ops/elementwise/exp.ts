/** `eˣ` (keras.ops.exp). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_EXP } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const expOperation: Operation<undefined> = unaryOperation({
  name: 'exp',
  function: UNARY_EXP,
  gradient: ({ y, dy }) => multiply(dy, y),
});

/** The exponential of each element. */
export function exp(x: TensorLike): Tensor {
  return applyUnary(expOperation, x, undefined);
}
