/** `1/√x` (keras.ops.rsqrt). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_RSQRT } from '../../wasm/generated/encoder.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const rsqrtOperation: Operation<undefined> = unaryOperation({
  name: 'rsqrt',
  function: UNARY_RSQRT,
  gradient: ({ x, y, dy }) => multiply(multiply(dy, -0.5), divide(y, x)),
});

/** The inverse of the square root of each element; NaN below 0. */
export function rsqrt(x: TensorLike): Tensor {
  return applyUnary(rsqrtOperation, x, undefined);
}
