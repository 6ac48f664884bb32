/** Inverse error function (keras.ops.erfinv). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_ERFINV } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { exp } from './exp.ts';

export const erfinvOperation: Operation<undefined> = unaryOperation({
  name: 'erfinv',
  function: UNARY_ERFINV,
  gradient: ({ y, dy }) => multiply(dy, multiply(exp(multiply(y, y)), Math.sqrt(Math.PI) / 2)),
});

/** The number whose error function each element is; ±∞ at ±1, NaN beyond. */
export function erfinv(x: TensorLike): Tensor {
  return applyUnary(erfinvOperation, x, undefined);
}
