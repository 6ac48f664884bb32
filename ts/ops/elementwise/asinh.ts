/** Inverse hyperbolic sine (keras.ops.arcsinh). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_ASINH } from '../../wasm/generated/encoder.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { rsqrt } from './rsqrt.ts';

export const asinhOperation: Operation<undefined> = unaryOperation({
  name: 'asinh',
  function: UNARY_ASINH,
  gradient: ({ x, dy }) => multiply(dy, rsqrt(add(multiply(x, x), 1))),
});

/** The number whose hyperbolic sine each element is. */
export function asinh(x: TensorLike): Tensor {
  return applyUnary(asinhOperation, x, undefined);
}
