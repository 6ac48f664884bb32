/** Scaled exponential linear unit (keras.ops.selu). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_SELU_GRADIENT, UNARY_SELU } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { greater } from '../compare/greater.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy·(y > 0 ? λ : y + λ·α), y = selu(x). */
export const seluGradientOperation: Operation<undefined> = gradientOperation({
  name: 'seluGradient',
  function: BINARY_SELU_GRADIENT,
  gradient: ({ dy, x: y, ddx, wanted }) => [
    apply(seluGradientOperation, [ddx, y], undefined),
    wanted[1] ? where(greater(y, 0), 0, multiply(dy, ddx)) : undefined,
  ],
});

export const seluOperation: Operation<undefined> = unaryOperation({
  name: 'selu',
  function: UNARY_SELU,
  gradient: ({ y, dy }) => apply(seluGradientOperation, [dy, y], undefined),
});

/** `λ·x` above 0, `λ·α·(eˣ - 1)` below, λ = 1.0507…, α = 1.6733… (Klambauer et al., 2017). */
export function selu(x: TensorLike): Tensor {
  return applyUnary(seluOperation, x, undefined);
}
