/** Cosine (keras.ops.cos). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_COS } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { negative } from '../arithmetic/negative.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';
import { sin } from './sin.ts';

export const cosOperation: Operation<undefined> = unaryOperation({
  name: 'cos',
  function: UNARY_COS,
  gradient: ({ x, dy }) => negative(multiply(dy, sin(x))),
});

/** The cosine of each element, in radians. */
export function cos(x: TensorLike): Tensor {
  return applyUnary(cosOperation, x, undefined);
}
