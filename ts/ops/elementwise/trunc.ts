/** Integer part (keras.ops.trunc). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_TRUNC } from '../../wasm/generated/encoder.ts';
import { zerosLike } from '../creation/full.ts';
import type { Operation } from '../operation.ts';
import { identity } from '../shape/identity.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const truncOperation: Operation<undefined> = unaryOperation({
  name: 'trunc',
  function: UNARY_TRUNC,
  gradient: ({ dy }) => zerosLike(dy),
});

/** Each element without its fraction, towards zero; integers and bools are their own. Its gradient is 0. */
export function trunc(x: TensorLike): Tensor {
  const tensor = asTensor(x, 'trunc');
  return tensor.dtype === 'float32' ? applyUnary(truncOperation, tensor, undefined) : identity(tensor);
}
