/** `x·tanh(softplus(x))` (keras.ops.mish). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_MISH_GRADIENT, UNARY_MISH } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { tanh } from '../elementwise/tanh.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';
import { sigmoid } from './sigmoid.ts';
import { softplus } from './softplus.ts';

/** dy·mish'(x). */
export const mishGradientOperation: Operation<undefined> = gradientOperation({
  name: 'mishGradient',
  function: BINARY_MISH_GRADIENT,
  gradient: ({ dy, x, ddx, wanted }) => [
    apply(mishGradientOperation, [ddx, x], undefined),
    wanted[1] ? multiply(multiply(dy, ddx), secondDerivative(x)) : undefined,
  ],
});

export const mishOperation: Operation<undefined> = unaryOperation({
  name: 'mish',
  function: UNARY_MISH,
  gradient: ({ x, dy }) => apply(mishGradientOperation, [dy, x], undefined),
});

/** `x·tanh(softplus(x))` (Misra, 2019). */
export function mish(x: TensorLike): Tensor {
  return applyUnary(mishOperation, x, undefined);
}

/** 2t' + x·t″ with t = tanh(softplus(x)), s = sigmoid(x), t' = (1 - t²)·s, t″ = t'·(1 - s - 2ts). */
function secondDerivative(x: Tensor): Tensor {
  const t = tanh(softplus(x));
  const s = sigmoid(x);
  const first = multiply(subtract(1, multiply(t, t)), s);
  const second = multiply(first, subtract(subtract(1, s), multiply(multiply(t, s), 2)));
  return add(multiply(first, 2), multiply(x, second));
}
