/** Where the smallest is (keras.ops.argmin). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { ARG_MIN } from '../../wasm/generated/encoder.ts';
import type { Operation } from '../operation.ts';
import type { AxisAttributes } from '../reduce.ts';
import { type ArgOptions, applyArg, argOperation } from './arg.ts';
import { min } from './min.ts';

export const argminOperation: Operation<AxisAttributes> = argOperation('argmin', ARG_MIN);

/**
 * The int32 index of the smallest element along an axis, the first of equal ones; that of the first NaN, if there
 * is one. Without an axis: the index in row-major order. Throws a {@link ShapeError} over no elements.
 */
export function argmin(x: TensorLike, options: ArgOptions = {}): Tensor {
  return applyArg(argminOperation, x, options, min);
}
