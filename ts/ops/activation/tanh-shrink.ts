/** `x - tanh x` (keras.ops.tanh_shrink). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_TANH_SHRINK } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { square } from '../elementwise/square.ts';
import { tanh } from '../elementwise/tanh.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const tanhShrinkOperation: Operation<undefined> = unaryOperation({
  name: 'tanhShrink',
  function: UNARY_TANH_SHRINK,
  gradient: ({ x, dy }) => multiply(dy, square(tanh(x))),
});

/** Each element less its hyperbolic tangent. */
export function tanhShrink(x: TensorLike): Tensor {
  return applyUnary(tanhShrinkOperation, x, undefined);
}
