/** Sine (keras.ops.sin). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_SIN } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { cos } from './cos.ts';

export const sinOperation: Operation<undefined> = unaryOperation({
  name: 'sin',
  function: UNARY_SIN,
  gradient: ({ x, dy }) => multiply(dy, cos(x)),
});

/** The sine of each element, in radians. */
export function sin(x: TensorLike): Tensor {
  return applyUnary(sinOperation, x, undefined);
}
