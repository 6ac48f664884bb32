/** Mean and variance over axes at once (keras.ops.moments). */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxes } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { squaredDifference } from '../arithmetic/squared-difference.ts';
import { type ReduceOptions, reducedShape } from '../reduce.ts';
import { cast } from '../shape/cast.ts';
import { reshape } from '../shape/reshape.ts';
import { mean } from './mean.ts';

/** The mean and the variance over axes, float32. */
export function moments(x: TensorLike, options: ReduceOptions = {}): { mean: Tensor; variance: Tensor } {
  const tensor = cast(asTensor(x, 'moments'), 'float32');
  const centre = mean(tensor, { ...checkKeys('moments', options, 'axis keepDims'), keepDims: true });
  const shape = reducedShape(
    tensor.shape,
    normalizeAxes('moments', options.axis, tensor.rank),
    options.keepDims,
  );
  return { mean: reshape(centre, shape), variance: mean(squaredDifference(tensor, centre), options) };
}
