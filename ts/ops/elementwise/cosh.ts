/** Hyperbolic cosine (keras.ops.cosh). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_COSH } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { sinh } from './sinh.ts';

export const coshOperation: Operation<undefined> = unaryOperation({
  name: 'cosh',
  function: UNARY_COSH,
  gradient: ({ x, dy }) => multiply(dy, sinh(x)),
});

/** The hyperbolic cosine of each element. */
export function cosh(x: TensorLike): Tensor {
  return applyUnary(coshOperation, x, undefined);
}
