/** Tangent (keras.ops.tan). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_TAN } from '../../wasm/generated/encoder.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const tanOperation: Operation<undefined> = unaryOperation({
  name: 'tan',
  function: UNARY_TAN,
  gradient: ({ y, dy }) => multiply(dy, add(multiply(y, y), 1)),
});

/** The tangent of each element, in radians. */
export function tan(x: TensorLike): Tensor {
  return applyUnary(tanOperation, x, undefined);
}
