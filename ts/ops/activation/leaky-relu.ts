/** Relu with a slope below 0 (keras.ops.leaky_relu). */

import { checkKeys } from '../../closest.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_LEAKY_RELU_GRADIENT, UNARY_LEAKY_RELU } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** The slope below 0. */
export interface LeakyReluAttributes {
  readonly alpha: number;
}

/** dy where x ≥ 0, alpha·dy elsewhere. */
export const leakyReluGradientOperation: Operation<LeakyReluAttributes> =
  gradientOperation<LeakyReluAttributes>({
    name: 'leakyReluGradient',
    function: BINARY_LEAKY_RELU_GRADIENT,
    gradient: ({ x, ddx, attributes }) => [
      apply(leakyReluGradientOperation, [ddx, x], attributes),
      undefined,
    ],
  });

export const leakyReluOperation: Operation<LeakyReluAttributes> = unaryOperation<LeakyReluAttributes>({
  name: 'leakyRelu',
  function: UNARY_LEAKY_RELU,
  gradient: ({ x, dy, attributes }) => apply(leakyReluGradientOperation, [dy, x], attributes),
});

/** x above 0, `negativeSlope·x` (default 0.2) below (Maas et al., 2013). The gradient at 0 is 1. */
export function leakyRelu(x: TensorLike, options: { readonly negativeSlope?: number } = {}): Tensor {
  return applyUnary(leakyReluOperation, x, {
    alpha: checkKeys('leakyRelu', options, 'negativeSlope').negativeSlope ?? 0.2,
  });
}
