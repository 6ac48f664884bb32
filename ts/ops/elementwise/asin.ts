/** Arc sine (keras.ops.arcsin). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_ASIN } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { rsqrt } from './rsqrt.ts';

export const asinOperation: Operation<undefined> = unaryOperation({
  name: 'asin',
  function: UNARY_ASIN,
  gradient: ({ x, dy }) => multiply(dy, rsqrt(subtract(1, multiply(x, x)))),
});

/** The angle in [-π/2, π/2] whose sine each element is; NaN beyond ±1. */
export function asin(x: TensorLike): Tensor {
  return applyUnary(asinOperation, x, undefined);
}
