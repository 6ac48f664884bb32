/** `min(max(x, -1), 1)` (keras.ops.hard_tanh). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_HARD_TANH_GRADIENT, UNARY_HARD_TANH } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy where -1 ≤ x ≤ 1. */
export const hardTanhGradientOperation: Operation<undefined> = gradientOperation({
  name: 'hardTanhGradient',
  function: BINARY_HARD_TANH_GRADIENT,
  gradient: ({ x, ddx }) => [apply(hardTanhGradientOperation, [ddx, x], undefined), undefined],
});

export const hardTanhOperation: Operation<undefined> = unaryOperation({
  name: 'hardTanh',
  function: UNARY_HARD_TANH,
  gradient: ({ x, dy }) => apply(hardTanhGradientOperation, [dy, x], undefined),
});

/** A piecewise linear tanh: x cut to [-1, 1]. The gradient at ±1 is 1. */
export function hardTanh(x: TensorLike): Tensor {
  return applyUnary(hardTanhOperation, x, undefined);
}
