/** Arc cosine (keras.ops.arccos). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_ACOS } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { negative } from '../arithmetic/negative.ts';
import { subtract } from '../arithmetic/subtract.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { rsqrt } from './rsqrt.ts';

export const acosOperation: Operation<undefined> = unaryOperation({
  name: 'acos',
  function: UNARY_ACOS,
  gradient: ({ x, dy }) => negative(multiply(dy, rsqrt(subtract(1, multiply(x, x))))),
});

/** The angle in [0, π] whose cosine each element is; NaN beyond ±1. */
export function acos(x: TensorLike): Tensor {
  return applyUnary(acosOperation, x, undefined);
}
