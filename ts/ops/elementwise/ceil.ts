/** `⌈x⌉` (keras.ops.ceil). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_CEIL } from '../../wasm/generated/encoder.ts';
import { zerosLike } from '../creation/full.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

export const ceilOperation: Operation<undefined> = unaryOperation({
  name: 'ceil',
  function: UNARY_CEIL,
  gradient: ({ dy }) => zerosLike(dy),
});

/** The smallest whole number ≥ each element, as float32. Its gradient is 0. */
export function ceil(x: TensorLike): Tensor {
  return applyUnary(ceilOperation, x, undefined);
}
