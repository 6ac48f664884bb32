/** Gauss error function (keras.ops.erf). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_ERF_GRADIENT, UNARY_ERF } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy·2/√π·exp(-x²). */
export const erfGradientOperation: Operation<undefined> = gradientOperation({
  name: 'erfGradient',
  function: BINARY_ERF_GRADIENT,
  gradient: ({ dy, x, ddx, wanted }) => [
    apply(erfGradientOperation, [ddx, x], undefined),
    wanted[1]
      ? multiply(apply(erfGradientOperation, [multiply(dy, ddx), x], undefined), multiply(x, -2))
      : undefined,
  ],
});

export const erfOperation: Operation<undefined> = unaryOperation({
  name: 'erf',
  function: UNARY_ERF,
  gradient: ({ x, dy }) => apply(erfGradientOperation, [dy, x], undefined),
});

/** The error function of each element: `2/√π·∫₀ˣ exp(-t²) dt`. */
export function erf(x: TensorLike): Tensor {
  return applyUnary(erfOperation, x, undefined);
}
