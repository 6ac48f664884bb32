/** Transposed convolution (keras.ops.conv_transpose): the gradient of a convolution with respect to its input. */

import { checkKeys } from '../../closest.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { cast } from '../shape/cast.ts';
import { withChannelsLast } from './channels.ts';
import { convolutionInputGradientOperation } from './convolution.ts';
import {
  checkStridesAndDilation,
  type DataFormat,
  dataFormatOf,
  type Padding,
  paddingOf,
  type Sizes,
  sizesOf,
} from './geometry.ts';

/** Options of {@link convTranspose}. */
export interface ConvTransposeOptions {
  /** How far apart the outputs of successive inputs are. Default 1. */
  readonly strides?: Sizes;
  /** Default `'valid'`. */
  readonly padding?: Padding;
  /** Added to the size of the output at its end. Default: what makes it input · stride with `'same'`. */
  readonly outputPadding?: Sizes | undefined;
  /** Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
  /** Distance of successive taps. Default 1. */
  readonly dilationRate?: Sizes;
}

/** One axis of a transposed convolution, as Keras defines it. */
interface AxisRule {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding;
  readonly outputPadding: number | undefined;
}

/** What the stretched input has before and after it, so that the window sees it. */
function paddings({ kernel, stride, dilation, padding, outputPadding }: AxisRule): [number, number] {
  const reach = (kernel - 1) * dilation + 1;
  if (padding === 'valid') return [reach - 1, reach - 1 + (outputPadding ?? Math.max(reach, stride) - reach)];
  const both = outputPadding === undefined ? stride + reach - 2 : reach + (reach % 2) - 2 + outputPadding;
  const before = Math.min(Math.floor(both / 2) + (both % 2), reach - 1);
  return [before, both - before];
}

/** Size of the output along one axis; `null` where the input is unknown. */
export function transposedSize(input: number | null, rule: AxisRule): number | null {
  if (input === null) return null;
  const [before, after] = paddings(rule);
  const reach = (rule.kernel - 1) * rule.dilation + 1;
  return (input - 1) * rule.stride + before + after - reach + 2;
}

/**
 * x (batch, …spatial, channels), one to three spatial axes, with a kernel (…spatial, filters, channels):
 * (batch, …sizes, filters). Throws a {@link ShapeError} where shapes do not fit.
 */
export function convTranspose(
  x: TensorLike,
  kernel: TensorLike,
  options: ConvTransposeOptions = {},
  where = 'convTranspose',
): Tensor {
  const input = cast(asTensor(x, where), 'float32');
  const filter = cast(asTensor(kernel, where), 'float32');
  const rank = input.rank - 2;
  if (rank < 1 || rank > 3) throw new ShapeError(where, 'an input of rank 3, 4 or 5', showShape(input.shape));
  if (filter.rank !== rank + 2)
    throw new ShapeError(where, `a kernel of rank ${rank + 2}, as the input`, showShape(filter.shape));
  const strides = sizesOf(
    where,
    'strides',
    checkKeys(where, options, 'strides padding outputPadding dataFormat dilationRate').strides ?? 1,
    rank,
  );
  const dilation = sizesOf(where, 'dilationRate', options.dilationRate ?? 1, rank);
  const padding = paddingOf(where, options.padding ?? 'valid', ['valid', 'same']);
  const { outputPadding } = options;
  const added =
    outputPadding === undefined ? undefined : sizesOf(where, 'outputPadding', outputPadding, rank, 0);
  checkStridesAndDilation(where, strides, dilation);
  const taps = filter.shape.slice(0, rank);
  const rules = taps.map((taps, axis) => ({
    kernel: taps,
    stride: strides[axis] as number,
    dilation: dilation[axis] as number,
    padding,
    outputPadding: added?.[axis],
  }));
  return withChannelsLast(input, dataFormatOf(where, options.dataFormat), (input) => {
    if (input.shape.at(-1) !== filter.shape.at(-1))
      throw new ShapeError(
        where,
        `an input of the ${filter.shape.at(-1)} channels of the kernel ${showShape(filter.shape)}`,
        showShape(input.shape),
      );
    const output = input.shape.slice(1, -1);
    const sizes = output.map((size, axis) => transposedSize(size, rules[axis] as AxisRule) as number);
    if (sizes.some((size) => size < 1))
      throw new ShapeError(
        where,
        'an output of sizes ≥ 1',
        `${showShape(sizes)} for ${showShape(input.shape)}`,
      );
    return apply(convolutionInputGradientOperation, [input, filter], {
      input: sizes,
      kernel: taps,
      output,
      strides,
      dilation,
      padding: rules.map((rule) => (rule.kernel - 1) * rule.dilation - paddings(rule)[0]),
      groups: 1,
      activation: 'None',
    });
  });
}
