/** Whether elements are neither infinite nor NaN (keras.ops.isfinite). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { CLASSIFY_IS_FINITE } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { applyClassify, classifyOperation } from './classify.ts';

export const isFiniteOperation: Operation<undefined> = classifyOperation('isFinite', CLASSIFY_IS_FINITE);

/** Whether each element is neither infinite nor NaN, as bools. */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name is Keras's, and the global one is Number.isFinite.
export function isFinite(x: TensorLike): Tensor {
  return applyClassify(isFiniteOperation, x);
}
