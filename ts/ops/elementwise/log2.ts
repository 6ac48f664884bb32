/** `log₂ x` (keras.ops.log2). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_LOG2 } from '../../wasm/generated/encoder.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const log2Operation: Operation<undefined> = unaryOperation({
  name: 'log2',
  function: UNARY_LOG2,
  gradient: ({ x, dy }) => divide(dy, multiply(x, Math.LN2)),
});

/** The logarithm of each element to base 2; -∞ at 0, NaN below. */
export function log2(x: TensorLike): Tensor {
  return applyUnary(log2Operation, x, undefined);
}
