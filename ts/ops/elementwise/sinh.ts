/** Hyperbolic sine (keras.ops.sinh). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_SINH } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { cosh } from './cosh.ts';

export const sinhOperation: Operation<undefined> = unaryOperation({
  name: 'sinh',
  function: UNARY_SINH,
  gradient: ({ x, dy }) => multiply(dy, cosh(x)),
});

/** The hyperbolic sine of each element. */
export function sinh(x: TensorLike): Tensor {
  return applyUnary(sinhOperation, x, undefined);
}
