/** `√x` (keras.ops.sqrt). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_SQRT_GRADIENT, UNARY_SQRT } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { negative } from '../arithmetic/negative.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy/(2y), y = √x. */
export const sqrtGradientOperation: Operation<undefined> = gradientOperation({
  name: 'sqrtGradient',
  function: BINARY_SQRT_GRADIENT,
  gradient: ({ dy, x: y, ddx, wanted }) => [
    apply(sqrtGradientOperation, [ddx, y], undefined),
    wanted[1]
      ? negative(divide(apply(sqrtGradientOperation, [multiply(dy, ddx), y], undefined), y))
      : undefined,
  ],
});

export const sqrtOperation: Operation<undefined> = unaryOperation({
  name: 'sqrt',
  function: UNARY_SQRT,
  gradient: ({ y, dy }) => apply(sqrtGradientOperation, [dy, y], undefined),
});

/** The square root of each element; NaN below 0. The gradient at 0 is infinite. */
export function sqrt(x: TensorLike): Tensor {
  return applyUnary(sqrtOperation, x, undefined);
}
