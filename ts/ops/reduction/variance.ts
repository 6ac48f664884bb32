/** Variance over axes (keras.ops.var). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { squaredDifference } from '../arithmetic/squared-difference.ts';
import type { ReduceOptions } from '../reduce.ts';
import { cast } from '../shape/cast.ts';
import { mean } from './mean.ts';

/** The mean of the squares of the differences from the mean, over axes, float32. */
export function variance(x: TensorLike, options: ReduceOptions = {}): Tensor {
  const tensor = cast(asTensor(x, 'variance'), 'float32');
  const centre = mean(tensor, { ...options, keepDims: true });
  return mean(squaredDifference(tensor, centre), options);
}
