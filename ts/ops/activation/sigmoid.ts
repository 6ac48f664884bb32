/** `1/(1 + e⁻ˣ)` (keras.ops.sigmoid). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_SIGMOID_GRADIENT, UNARY_SIGMOID } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy·y·(1 - y), y = sigmoid(x). */
export const sigmoidGradientOperation: Operation<undefined> = gradientOperation({
  name: 'sigmoidGradient',
  function: BINARY_SIGMOID_GRADIENT,
  gradient: ({ dy, x: y, ddx, wanted }) => [
    apply(sigmoidGradientOperation, [ddx, y], undefined),
    wanted[1] ? multiply(multiply(dy, ddx), subtract(1, multiply(y, 2))) : undefined,
  ],
});

export const sigmoidOperation: Operation<undefined> = unaryOperation({
  name: 'sigmoid',
  function: UNARY_SIGMOID,
  gradient: ({ y, dy }) => apply(sigmoidGradientOperation, [dy, y], undefined),
});

/** The logistic function of each element: `1/(1 + e⁻ˣ)`, in (0, 1). */
export function sigmoid(x: TensorLike): Tensor {
  return applyUnary(sigmoidOperation, x, undefined);
}
