/** `x·sigmoid(x)`, also known as swish (keras.ops.silu). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_SILU_GRADIENT, UNARY_SILU } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';
import { sigmoid } from './sigmoid.ts';

/** dy·s·(1 + x·(1 - s)), s = sigmoid(x). */
export const siluGradientOperation: Operation<undefined> = gradientOperation({
  name: 'siluGradient',
  function: BINARY_SILU_GRADIENT,
  gradient: ({ dy, x, ddx, wanted }) => [
    apply(siluGradientOperation, [ddx, x], undefined),
    wanted[1] ? multiply(multiply(dy, ddx), secondDerivative(x)) : undefined,
  ],
});

export const siluOperation: Operation<undefined> = unaryOperation({
  name: 'silu',
  function: UNARY_SILU,
  gradient: ({ x, dy }) => apply(siluGradientOperation, [dy, x], undefined),
});

/** `x·sigmoid(x)`, the sigmoid linear unit or swish (Ramachandran et al., 2017). */
export function silu(x: TensorLike): Tensor {
  return applyUnary(siluOperation, x, undefined);
}

/** 2s' + x·s″ with s' = s(1 - s), s″ = s'(1 - 2s). */
function secondDerivative(x: Tensor): Tensor {
  const s = sigmoid(x);
  const first = multiply(s, subtract(1, s));
  return multiply(first, add(2, multiply(x, subtract(1, multiply(s, 2)))));
}
