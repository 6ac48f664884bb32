/** Convolution of each channel by itself, then across channels (keras.ops.separable_conv; Chollet, 2017). */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type ConvOptions, conv } from './conv.ts';
import { depthwiseConv } from './depthwise-conv.ts';

/**
 * x (batch, …spatial, channels) with a depthwise kernel (…spatial, channels, multiplier), then with a pointwise one
 * (1, …, channels·multiplier, filters). Throws a {@link ShapeError} where shapes do not fit.
 */
export function separableConv(
  x: TensorLike,
  depthwiseKernel: TensorLike,
  pointwiseKernel: TensorLike,
  options: ConvOptions = {},
  where = 'separableConv',
): Tensor {
  const { dataFormat = 'channels_last' } = checkKeys(
    where,
    options,
    'strides padding dataFormat dilationRate',
  );
  const channels = depthwiseConv(asTensor(x, where), depthwiseKernel, options, where);
  return conv(channels, pointwiseKernel, { dataFormat }, where);
}
