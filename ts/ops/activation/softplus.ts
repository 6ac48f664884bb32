/** `ln(1 + eˣ)` (keras.ops.softplus). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_SOFTPLUS_GRADIENT, UNARY_SOFTPLUS } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';
import { sigmoid, sigmoidGradientOperation } from './sigmoid.ts';

/** dy·sigmoid(x). */
export const softplusGradientOperation: Operation<undefined> = gradientOperation({
  name: 'softplusGradient',
  function: BINARY_SOFTPLUS_GRADIENT,
  gradient: ({ dy, x, ddx, wanted }) => [
    apply(softplusGradientOperation, [ddx, x], undefined),
    wanted[1] ? apply(sigmoidGradientOperation, [multiply(dy, ddx), sigmoid(x)], undefined) : undefined,
  ],
});

export const softplusOperation: Operation<undefined> = unaryOperation({
  name: 'softplus',
  function: UNARY_SOFTPLUS,
  gradient: ({ x, dy }) => apply(softplusGradientOperation, [dy, x], undefined),
});

/** A smooth form of relu: `ln(1 + eˣ)`, without overflow. */
export function softplus(x: TensorLike): Tensor {
  return applyUnary(softplusOperation, x, undefined);
}
