/** `x·hardSigmoid(x)`, also known as hard swish (keras.ops.hard_silu). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_HARD_SILU_GRADIENT, UNARY_HARD_SILU } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';
import { hardSigmoidGradientOperation } from './hard-sigmoid.ts';

/** dy·(x ≤ -3 ? 0 : x ≥ 3 ? 1 : (2x + 3)/6). */
export const hardSiluGradientOperation: Operation<undefined> = gradientOperation({
  name: 'hardSiluGradient',
  function: BINARY_HARD_SILU_GRADIENT,
  gradient: ({ dy, x, ddx, wanted }) => [
    apply(hardSiluGradientOperation, [ddx, x], undefined),
    wanted[1]
      ? apply(hardSigmoidGradientOperation, [multiply(multiply(dy, ddx), 2), x], undefined)
      : undefined,
  ],
});

export const hardSiluOperation: Operation<undefined> = unaryOperation({
  name: 'hardSilu',
  function: UNARY_HARD_SILU,
  gradient: ({ x, dy }) => apply(hardSiluGradientOperation, [dy, x], undefined),
});

/** `x·relu6(x + 3)/6`, a piecewise form of silu (Howard et al., 2019). */
export function hardSilu(x: TensorLike): Tensor {
  return applyUnary(hardSiluOperation, x, undefined);
}
