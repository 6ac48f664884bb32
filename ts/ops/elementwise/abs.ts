/** `|x|` (keras.ops.abs). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_ABS_GRADIENT, INTEGER_UNARY_ABS, UNARY_ABS } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import type { Operation } from '../operation.ts';
import { applyNumeric, gradientOperation, numericOperation } from '../unary.ts';

/** dy·sign(x). */
export const absGradientOperation: Operation<undefined> = gradientOperation({
  name: 'absGradient',
  function: BINARY_ABS_GRADIENT,
  gradient: ({ x, ddx }) => [apply(absGradientOperation, [ddx, x], undefined), undefined],
});

export const absOperation: Operation<undefined> = numericOperation({
  name: 'abs',
  float: UNARY_ABS,
  integer: INTEGER_UNARY_ABS,
  gradient: ({ x, dy }) => apply(absGradientOperation, [dy, x], undefined),
});

/** The absolute value of each element; integers keep their dtype. The gradient at 0 is 0 (Keras on JAX: 1). */
export function abs(x: TensorLike): Tensor {
  return applyNumeric(absOperation, x);
}
