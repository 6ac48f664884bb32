/** Convolution (keras.ops.conv). */

import { checkKeys } from '../../closest.ts';
import { ShapeError, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { cast } from '../shape/cast.ts';
import { withChannelsLast } from './channels.ts';
import { convolutionOperation } from './convolution.ts';
import {
  checkStridesAndDilation,
  type DataFormat,
  dataFormatOf,
  type Padding,
  paddingOf,
  type Sizes,
  sizesOf,
  windowOf,
} from './geometry.ts';

/** Options of {@link conv}. */
export interface ConvOptions {
  /** Distance of successive positions. Default 1. */
  readonly strides?: Sizes;
  /** Default `'valid'`. `'causal'` (one spatial axis) lets an output see no later input. */
  readonly padding?: Padding | 'causal';
  /** Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
  /** Distance of successive taps. Default 1. */
  readonly dilationRate?: Sizes;
}

/**
 * The convolution of x (batch, …spatial, channels), one to three spatial axes, with a kernel
 * (…spatial, channels / groups, filters): (batch, …positions, filters). Channels of the input beyond those of the
 * kernel mean groups. Throws a {@link ShapeError} where shapes do not fit.
 */
export function conv(x: TensorLike, kernel: TensorLike, options: ConvOptions = {}, where = 'conv'): Tensor {
  const input = cast(asTensor(x, where), 'float32');
  const filter = cast(asTensor(kernel, where), 'float32');
  const rank = input.rank - 2;
  if (rank < 1 || rank > 3) throw new ShapeError(where, 'an input of rank 3, 4 or 5', showShape(input.shape));
  if (filter.rank !== rank + 2)
    throw new ShapeError(where, `a kernel of rank ${rank + 2}, as the input`, showShape(filter.shape));
  const strides = sizesOf(
    where,
    'strides',
    checkKeys(where, options, 'strides padding dataFormat dilationRate').strides ?? 1,
    rank,
  );
  const dilation = sizesOf(where, 'dilationRate', options.dilationRate ?? 1, rank);
  const padding = paddingOf(where, options.padding ?? 'valid', ['valid', 'same', 'causal']);
  if (padding === 'causal' && rank > 1)
    throw new ValueError(where, "padding 'causal' with one spatial axis", `${rank} axes`);
  checkStridesAndDilation(where, strides, dilation);
  return withChannelsLast(input, dataFormatOf(where, options.dataFormat), (input) => {
    const [channels, own, filters] = [input.shape.at(-1), filter.shape.at(-2), filter.shape.at(-1)] as [
      number,
      number,
      number,
    ];
    const groups = channels / own;
    if (!Number.isInteger(groups) || groups < 1 || filters % groups !== 0)
      throw new ShapeError(
        where,
        `an input whose channels are those of the kernel, ${own}, or a multiple that divides its ${filters} filters`,
        `${channels} channels, of shape ${showShape(input.shape)}`,
      );
    const window = windowOf(where, input.shape, filter.shape.slice(0, rank), strides, dilation, padding);
    return apply(convolutionOperation, [input, filter], { ...window, groups, activation: 'None' });
  });
}
