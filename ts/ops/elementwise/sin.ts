/** Sine and cosine (keras.ops.sin, keras.ops.cos): each is the other's derivative, so they share a file. */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_COS, UNARY_SIN } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { negative } from '../arithmetic/negative.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const sinOperation: Operation<undefined> = unaryOperation({
  name: 'sin',
  function: UNARY_SIN,
  gradient: ({ x, dy }) => multiply(dy, cos(x)),
});

/** The sine of each element, in radians. */
export function sin(x: TensorLike): Tensor {
  return applyUnary(sinOperation, x, undefined);
}

export const cosOperation: Operation<undefined> = unaryOperation({
  name: 'cos',
  function: UNARY_COS,
  gradient: ({ x, dy }) => negative(multiply(dy, sin(x))),
});

/** The cosine of each element, in radians. */
export function cos(x: TensorLike): Tensor {
  return applyUnary(cosOperation, x, undefined);
}
