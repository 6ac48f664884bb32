/** `log₁₀ x` (keras.ops.log10). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_LOG10 } from '../../wasm/generated/encoder.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const log10Operation: Operation<undefined> = unaryOperation({
  name: 'log10',
  function: UNARY_LOG10,
  gradient: ({ x, dy }) => divide(dy, multiply(x, Math.LN10)),
});

/** The logarithm of each element to base 10; -∞ at 0, NaN below. */
export function log10(x: TensorLike): Tensor {
  return applyUnary(log10Operation, x, undefined);
}
