/** `max(x, 0)` (keras.ops.relu). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_RELU_GRADIENT, UNARY_RELU } from '../../wasm/generated/encoder.ts';
import { apply, operand } from '../apply.ts';
import { maximum } from '../arithmetic/maximum.ts';
import type { Operation } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** dy where y > 0. */
export const reluGradientOperation: Operation<undefined> = gradientOperation({
  name: 'reluGradient',
  function: BINARY_RELU_GRADIENT,
  gradient: ({ x: y, ddx }) => [apply(reluGradientOperation, [ddx, y], undefined), undefined],
});

export const reluOperation: Operation<undefined> = unaryOperation({
  name: 'relu',
  function: UNARY_RELU,
  gradient: ({ y, dy }) => apply(reluGradientOperation, [dy, y], undefined),
});

/**
 * The rectified linear unit, element by element: `max(x, 0)`. NaN stays NaN; the gradient at 0 is 0. Integers keep
 * their dtype; bools become int32.
 */
export function relu(x: TensorLike): Tensor {
  const tensor = operand(x, 'relu');
  if (tensor.dtype === 'float32') return applyUnary(reluOperation, tensor, undefined);
  return maximum(tensor.dtype === 'bool' ? cast(tensor, 'int32') : tensor, 0);
}
