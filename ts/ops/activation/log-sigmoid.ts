/** `ln sigmoid(x)` (keras.ops.log_sigmoid). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_LOG_SIGMOID_GRADIENT, UNARY_LOG_SIGMOID } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { negative } from '../arithmetic/negative.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';
import { sigmoid, sigmoidGradientOperation } from './sigmoid.ts';

/** dy·sigmoid(-x). */
export const logSigmoidGradientOperation: Operation<undefined> = gradientOperation({
  name: 'logSigmoidGradient',
  function: BINARY_LOG_SIGMOID_GRADIENT,
  gradient: ({ dy, x, ddx, wanted }) => [
    apply(logSigmoidGradientOperation, [ddx, x], undefined),
    wanted[1]
      ? negative(apply(sigmoidGradientOperation, [multiply(dy, ddx), sigmoid(x)], undefined))
      : undefined,
  ],
});

export const logSigmoidOperation: Operation<undefined> = unaryOperation({
  name: 'logSigmoid',
  function: UNARY_LOG_SIGMOID,
  gradient: ({ x, dy }) => apply(logSigmoidGradientOperation, [dy, x], undefined),
});

/** The logarithm of the sigmoid of each element, `-softplus(-x)`, without overflow. */
export function logSigmoid(x: TensorLike): Tensor {
  return applyUnary(logSigmoidOperation, x, undefined);
}
