/** `eˣ - 1` (keras.ops.expm1). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_EXPM1 } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { exp } from './exp.ts';

export const expm1Operation: Operation<undefined> = unaryOperation({
  name: 'expm1',
  function: UNARY_EXPM1,
  gradient: ({ x, dy }) => multiply(dy, exp(x)),
});

/** The exponential of each element less 1, exact also near 0. */
export function expm1(x: TensorLike): Tensor {
  return applyUnary(expm1Operation, x, undefined);
}
