/** The largest over axes (keras.ops.max). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { INTEGER_REDUCE_MAX, REDUCE_MAX } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { type AxisAttributes, applyReduction, numericReduction, type ReduceOptions } from '../reduce.ts';
import { extremeGradient } from './extreme.ts';

export const maxOperation: Operation<AxisAttributes> = numericReduction({
  name: 'max',
  float: REDUCE_MAX,
  integer: INTEGER_REDUCE_MAX,
  needsElements: true,
  gradient: extremeGradient,
});

/**
 * The largest element over axes; NaN if one is. Equal elements share the gradient, as in JAX. Throws a
 * {@link ShapeError} over an axis of size 0.
 */
export function max(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return applyReduction(maxOperation, x, options);
}
