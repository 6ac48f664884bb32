/** Gaussian error linear unit (keras.ops.gelu; Hendrycks and Gimpel, 2016), exact or by tanh. */

import { checkKeys } from '../../closest.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  BINARY_GELU_GRADIENT,
  BINARY_GELU_TANH_GRADIENT,
  UNARY_GELU,
  UNARY_GELU_TANH,
} from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { exp } from '../elementwise/exp.ts';
import { square } from '../elementwise/square.ts';
import { tanh } from '../elementwise/tanh.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy·(Φ(x) + x·φ(x)); its own derivative is φ(x)·(2 - x²). */
export const geluGradientOperation: Operation<undefined> = gradientOperation({
  name: 'geluGradient',
  function: BINARY_GELU_GRADIENT,
  gradient: ({ dy, x, ddx, wanted }) => [
    apply(geluGradientOperation, [ddx, x], undefined),
    wanted[1] ? multiply(multiply(dy, ddx), multiply(density(x), subtract(2, square(x)))) : undefined,
  ],
});

export const geluOperation: Operation<undefined> = unaryOperation({
  name: 'gelu',
  function: UNARY_GELU,
  gradient: ({ x, dy }) => apply(geluGradientOperation, [dy, x], undefined),
});

/** dy times the derivative of the approximation. */
export const geluTanhGradientOperation: Operation<undefined> = gradientOperation({
  name: 'geluTanhGradient',
  function: BINARY_GELU_TANH_GRADIENT,
  gradient: ({ dy, x, ddx, wanted }) => [
    apply(geluTanhGradientOperation, [ddx, x], undefined),
    wanted[1] ? multiply(multiply(dy, ddx), tanhSecondDerivative(x)) : undefined,
  ],
});

export const geluTanhOperation: Operation<undefined> = unaryOperation({
  name: 'geluTanh',
  function: UNARY_GELU_TANH,
  gradient: ({ x, dy }) => apply(geluTanhGradientOperation, [dy, x], undefined),
});

/**
 * `x·Φ(x)`, Φ the distribution of the standard normal. By default, as in Keras, the approximation
 * `x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))`; `approximate: false` for the exact form.
 */
export function gelu(x: TensorLike, options: { readonly approximate?: boolean } = {}): Tensor {
  const { approximate = true } = checkKeys('gelu', options, 'approximate');
  return applyUnary(approximate ? geluTanhOperation : geluOperation, x, undefined);
}

/** φ(x), the density of the standard normal. */
function density(x: Tensor): Tensor {
  return multiply(exp(multiply(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
}

/** (1 - t²)·(u' + x/2·(u″ - 2t·u'²)) with t = tanh u, u = √(2/π)·(x + 0.044715·x³). */
function tanhSecondDerivative(x: Tensor): Tensor {
  const scale = Math.sqrt(2 / Math.PI);
  const squared = square(x);
  const t = tanh(multiply(multiply(x, scale), add(multiply(squared, 0.044715), 1)));
  const first = multiply(add(multiply(squared, 3 * 0.044715), 1), scale);
  const second = multiply(x, 6 * 0.044715 * scale);
  const bend = subtract(second, multiply(multiply(t, square(first)), 2));
  return multiply(subtract(1, square(t)), add(first, multiply(multiply(x, 0.5), bend)));
}
