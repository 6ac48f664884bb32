/** Hyperbolic tangent (keras.ops.tanh). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_TANH_GRADIENT, UNARY_TANH } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy·(1 - y²), y = tanh x. */
export const tanhGradientOperation: Operation<undefined> = gradientOperation({
  name: 'tanhGradient',
  function: BINARY_TANH_GRADIENT,
  gradient: ({ dy, x: y, ddx, wanted }) => [
    apply(tanhGradientOperation, [ddx, y], undefined),
    wanted[1] ? multiply(multiply(dy, ddx), multiply(y, -2)) : undefined,
  ],
});

export const tanhOperation: Operation<undefined> = unaryOperation({
  name: 'tanh',
  function: UNARY_TANH,
  gradient: ({ y, dy }) => apply(tanhGradientOperation, [dy, y], undefined),
});

/** The hyperbolic tangent of each element. */
export function tanh(x: TensorLike): Tensor {
  return applyUnary(tanhOperation, x, undefined);
}
