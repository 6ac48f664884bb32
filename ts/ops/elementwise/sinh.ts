/** Hyperbolic sine and cosine (keras.ops.sinh, keras.ops.cosh): each is the other's derivative. */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_COSH, UNARY_SINH } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const sinhOperation: Operation<undefined> = unaryOperation({
  name: 'sinh',
  function: UNARY_SINH,
  gradient: ({ x, dy }) => multiply(dy, cosh(x)),
});

/** The hyperbolic sine of each element. */
export function sinh(x: TensorLike): Tensor {
  return applyUnary(sinhOperation, x, undefined);
}

export const coshOperation: Operation<undefined> = unaryOperation({
  name: 'cosh',
  function: UNARY_COSH,
  gradient: ({ x, dy }) => multiply(dy, sinh(x)),
});

/** The hyperbolic cosine of each element. */
export function cosh(x: TensorLike): Tensor {
  return applyUnary(coshOperation, x, undefined);
}
