/** Inverse hyperbolic tangent (keras.ops.arctanh). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_ATANH } from '../../wasm/generated/encoder.ts';
import { add } from '../arithmetic/add.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const atanhOperation: Operation<undefined> = unaryOperation({
  name: 'atanh',
  function: UNARY_ATANH,
  gradient: ({ x, dy }) => divide(dy, multiply(subtract(1, x), add(x, 1))),
});

/** The number whose hyperbolic tangent each element is; ±∞ at ±1, NaN beyond. */
export function atanh(x: TensorLike): Tensor {
  return applyUnary(atanhOperation, x, undefined);
}
