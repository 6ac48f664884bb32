/** Convolution of each channel by itself (keras.ops.depthwise_conv). */

import { checkKeys } from '../../closest.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { reshape } from '../shape/reshape.ts';
import { type ConvOptions, conv } from './conv.ts';

/**
 * x (batch, …spatial, channels) with a kernel (…spatial, channels, multiplier): channel c gives the outputs
 * c·multiplier to (c + 1)·multiplier - 1. Throws a {@link ShapeError} where shapes do not fit.
 */
export function depthwiseConv(
  x: TensorLike,
  kernel: TensorLike,
  options: ConvOptions = {},
  where = 'depthwiseConv',
): Tensor {
  const input = asTensor(x, where);
  const filter = asTensor(kernel, where);
  const channels =
    input.shape.at(
      checkKeys(where, options, 'strides padding dataFormat dilationRate').dataFormat === 'channels_first'
        ? 1
        : -1,
    ) ?? 0;
  const [own = 0, multiplier = 0] = filter.shape.slice(-2);
  if (filter.rank !== input.rank || own !== channels)
    throw new ShapeError(
      where,
      `a kernel of rank ${input.rank} with the ${channels} channels of the input`,
      showShape(filter.shape),
    );
  return conv(
    input,
    reshape(filter, [...filter.shape.slice(0, -2), 1, channels * multiplier]),
    options,
    where,
  );
}
