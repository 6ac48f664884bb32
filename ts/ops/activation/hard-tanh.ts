/** `min(max(x, -1), 1)` (keras.ops.hard_tanh). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_HARD_TANH_GRADIENT, UNARY_HARD_TANH } from '../../wasm/generated/encoder.ts';
import { apply, operand } from '../apply.ts';
import type { Operation } from '../operation.ts';
import { cast } from '../shape/cast.ts';
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

/**
 * A piecewise linear tanh: x cut to [-1, 1]. The gradient at ±1 is 1. Integers keep their dtype; bools become int32.
 * (A uint8 has no -1 to be cut at; Keras on JAX takes 255 for it.)
 */
export function hardTanh(x: TensorLike): Tensor {
  const tensor = operand(x, 'hardTanh');
  const y = applyUnary(hardTanhOperation, tensor, undefined);
  return cast(y, tensor.dtype === 'bool' ? 'int32' : tensor.dtype);
}
