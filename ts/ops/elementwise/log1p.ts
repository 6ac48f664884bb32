/** `ln(1 + x)` (keras.ops.log1p). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_LOG1P } from '../../wasm/generated/encoder.ts';
import { add } from '../arithmetic/add.ts';
import { divide } from '../arithmetic/divide.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const log1pOperation: Operation<undefined> = unaryOperation({
  name: 'log1p',
  function: UNARY_LOG1P,
  gradient: ({ x, dy }) => divide(dy, add(x, 1)),
});

/** The natural logarithm of 1 + each element, exact also near 0; -∞ at -1, NaN below. */
export function log1p(x: TensorLike): Tensor {
  return applyUnary(log1pOperation, x, undefined);
}
