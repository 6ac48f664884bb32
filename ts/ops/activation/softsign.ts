/** `x/(1 + |x|)` (keras.ops.softsign). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_SOFTSIGN_GRADIENT, UNARY_SOFTSIGN } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { add } from '../arithmetic/add.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { power } from '../arithmetic/power.ts';
import { abs } from '../elementwise/abs.ts';
import { sign } from '../elementwise/sign.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy/(1 + |x|)². */
export const softsignGradientOperation: Operation<undefined> = gradientOperation({
  name: 'softsignGradient',
  function: BINARY_SOFTSIGN_GRADIENT,
  gradient: ({ dy, x, ddx, wanted }) => [
    apply(softsignGradientOperation, [ddx, x], undefined),
    wanted[1]
      ? multiply(multiply(dy, ddx), divide(multiply(sign(x), -2), power(add(abs(x), 1), 3)))
      : undefined,
  ],
});

export const softsignOperation: Operation<undefined> = unaryOperation({
  name: 'softsign',
  function: UNARY_SOFTSIGN,
  gradient: ({ x, dy }) => apply(softsignGradientOperation, [dy, x], undefined),
});

/** `x/(1 + |x|)`: runs from -1 to 1 as tanh does, with heavier tails. At ±∞ it is NaN, as in Keras; the gradient there is 0 (Keras: NaN). */
export function softsign(x: TensorLike): Tensor {
  return applyUnary(softsignOperation, x, undefined);
}
