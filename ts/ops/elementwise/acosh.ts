/** Inverse hyperbolic cosine (keras.ops.arccosh). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_ACOSH } from '../../wasm/generated/encoder.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { rsqrt } from './rsqrt.ts';

export const acoshOperation: Operation<undefined> = unaryOperation({
  name: 'acosh',
  function: UNARY_ACOSH,
  gradient: ({ x, dy }) => multiply(dy, rsqrt(multiply(subtract(x, 1), add(x, 1)))),
});

/** The number ≥ 0 whose hyperbolic cosine each element is; NaN below 1. */
export function acosh(x: TensorLike): Tensor {
  return applyUnary(acoshOperation, x, undefined);
}
