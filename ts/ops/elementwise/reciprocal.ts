/** `1/x` (keras.ops.reciprocal). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_RECIPROCAL } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { negative } from '../arithmetic/negative.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const reciprocalOperation: Operation<undefined> = unaryOperation({
  name: 'reciprocal',
  function: UNARY_RECIPROCAL,
  gradient: ({ y, dy }) => negative(multiply(dy, multiply(y, y))),
});

/** The inverse of each element; ±∞ at ±0. */
export function reciprocal(x: TensorLike): Tensor {
  return applyUnary(reciprocalOperation, x, undefined);
}
