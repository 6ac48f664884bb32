/** The smallest over axes (keras.ops.min). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { INTEGER_REDUCE_MIN, REDUCE_MIN } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import { type AxisAttributes, applyReduction, numericReduction, type ReduceOptions } from '../reduce.ts';
import { extremeGradient } from './extreme.ts';

export const minOperation: Operation<AxisAttributes> = numericReduction({
  name: 'min',
  float: REDUCE_MIN,
  integer: INTEGER_REDUCE_MIN,
  needsElements: true,
  gradient: extremeGradient,
});

/**
 * The smallest element over axes; NaN if one is. Equal elements share the gradient, as in JAX. Throws a
 * {@link ShapeError} over an axis of size 0.
 */
export function min(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return applyReduction(minOperation, x, options);
}
