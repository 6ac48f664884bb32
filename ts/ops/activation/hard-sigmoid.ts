/** `relu6(x + 3)/6` (keras.ops.hard_sigmoid). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_HARD_SIGMOID_GRADIENT, UNARY_HARD_SIGMOID } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy/6 where -3 < x < 3. */
export const hardSigmoidGradientOperation: Operation<undefined> = gradientOperation({
  name: 'hardSigmoidGradient',
  function: BINARY_HARD_SIGMOID_GRADIENT,
  gradient: ({ x, ddx }) => [apply(hardSigmoidGradientOperation, [ddx, x], undefined), undefined],
});

export const hardSigmoidOperation: Operation<undefined> = unaryOperation({
  name: 'hardSigmoid',
  function: UNARY_HARD_SIGMOID,
  gradient: ({ x, dy }) => apply(hardSigmoidGradientOperation, [dy, x], undefined),
});

/** A piecewise linear sigmoid: `relu6(x + 3)/6`. The gradient at ±3 is 0. */
export function hardSigmoid(x: TensorLike): Tensor {
  return applyUnary(hardSigmoidOperation, x, undefined);
}
