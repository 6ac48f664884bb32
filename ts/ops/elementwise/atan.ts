/** Arc tangent (keras.ops.arctan). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_ATAN } from '../../wasm/generated/encoder.ts';
import { add } from '../arithmetic/add.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const atanOperation: Operation<undefined> = unaryOperation({
  name: 'atan',
  function: UNARY_ATAN,
  gradient: ({ x, dy }) => divide(dy, add(multiply(x, x), 1)),
});

/** The angle in (-π/2, π/2) whose tangent each element is. */
export function atan(x: TensorLike): Tensor {
  return applyUnary(atanOperation, x, undefined);
}
