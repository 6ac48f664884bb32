/** `ln x` (keras.ops.log). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_LOG } from '../../wasm/generated/encoder.ts';
import { divide } from '../arithmetic/divide.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const logOperation: Operation<undefined> = unaryOperation({
  name: 'log',
  function: UNARY_LOG,
  gradient: ({ x, dy }) => divide(dy, x),
});

/** The natural logarithm of each element; -∞ at 0, NaN below. */
export function log(x: TensorLike): Tensor {
  return applyUnary(logOperation, x, undefined);
}
