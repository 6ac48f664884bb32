/** `min(max(x, 0), 6)` (keras.ops.relu6). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_RELU6_GRADIENT, UNARY_RELU6 } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy where 0 < y < 6. */
export const relu6GradientOperation: Operation<undefined> = gradientOperation({
  name: 'relu6Gradient',
  function: BINARY_RELU6_GRADIENT,
  gradient: ({ x: y, ddx }) => [apply(relu6GradientOperation, [ddx, y], undefined), undefined],
});

export const relu6Operation: Operation<undefined> = unaryOperation({
  name: 'relu6',
  function: UNARY_RELU6,
  gradient: ({ y, dy }) => apply(relu6GradientOperation, [dy, y], undefined),
});

/** The rectified linear unit capped at 6. The gradient at 0 and 6 is 0. */
export function relu6(x: TensorLike): Tensor {
  return applyUnary(relu6Operation, x, undefined);
}
