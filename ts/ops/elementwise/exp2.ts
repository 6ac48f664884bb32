/** `2ˣ` (keras.ops.exp2). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_EXP2 } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const exp2Operation: Operation<undefined> = unaryOperation({
  name: 'exp2',
  function: UNARY_EXP2,
  gradient: ({ y, dy }) => multiply(dy, multiply(y, Math.LN2)),
});

/** Two to the power of each element. */
export function exp2(x: TensorLike): Tensor {
  return applyUnary(exp2Operation, x, undefined);
}
