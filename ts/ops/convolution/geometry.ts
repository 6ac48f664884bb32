/** Where windows of convolution and pooling fall: sizes, padding, and the words of the instructions. */

import { DTypeError, ShapeError, show, showShape, UnsupportedError, ValueError } from '../../errors.ts';
import { type Shape, type Spec, sameShape } from '../../tensor/shape.ts';

/** Where the channels of images are. */
export type DataFormat = 'channels_last' | 'channels_first';

/** How a window may go over the edges: not at all, or so that the output has the size input / stride. */
export type Padding = 'valid' | 'same';

/** One number for all spatial axes, or one each. */
export type Sizes = number | readonly number[];

/** A sliding window over the spatial axes, one to three of them. */
export interface WindowAttributes {
  /** Sizes of the input. */
  readonly input: readonly number[];
  /** Taps. */
  readonly kernel: readonly number[];
  /** Positions. */
  readonly output: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  /** Zeros before the input. */
  readonly padding: readonly number[];
}

/** Sizes for `rank` spatial axes: whole numbers ≥ `least`. */
export function sizesOf(where: string, name: string, sizes: Sizes, rank: number, least = 1): number[] {
  const list = Array.isArray(sizes) ? [...sizes] : new Array<number>(rank).fill(sizes as number);
  if (list.length !== rank || list.some((size) => !Number.isInteger(size) || size < least))
    throw new ValueError(
      where,
      `${name} to be a whole number ≥ ${least}${rank > 1 ? `, or ${rank} of them` : ''}`,
      show(sizes),
    );
  return list;
}

/** The padding, checked. */
export function paddingOf<Kind extends string>(where: string, padding: Kind, allowed: readonly Kind[]): Kind {
  if (allowed.includes(padding)) return padding;
  throw new ValueError(
    where,
    `padding to be one of ${allowed.map((one) => `'${one}'`).join(', ')}`,
    show(padding),
  );
}

/** The data format, checked; `channels_last` by default. */
export function dataFormatOf(where: string, format: DataFormat = 'channels_last'): DataFormat {
  if (format === 'channels_last' || format === 'channels_first') return format;
  throw new ValueError(where, "dataFormat 'channels_last' or 'channels_first'", show(format));
}

/** Strides with dilation have no definition in Keras. */
export function checkStridesAndDilation(
  where: string,
  strides: readonly number[],
  dilation: readonly number[],
): void {
  if (Math.max(...strides) > 1 && Math.max(...dilation) > 1)
    throw new UnsupportedError(
      where,
      'strides of 1 where dilationRate > 1, or the other way round',
      `strides ${showShape(strides)} and dilationRate ${showShape(dilation)}`,
    );
}

/** The number of positions along one axis, as Keras counts them; `null` where the input is unknown. */
export function outputSize(
  input: number | null,
  kernel: number,
  stride: number,
  dilation: number,
  padding: Padding | 'causal',
): number | null {
  if (input === null) return null;
  if (padding !== 'valid') return Math.ceil(input / stride);
  return Math.floor((input - (kernel - 1) * dilation - 1) / stride) + 1;
}

/** Zeros before the input along one axis. `same` puts the odd one after it. */
export function paddingBefore(
  input: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: Padding | 'causal',
): number {
  const reach = (kernel - 1) * dilation + 1;
  if (padding === 'valid') return 0;
  if (padding === 'causal') return reach - 1;
  const output = Math.ceil(input / stride);
  return Math.floor(Math.max(0, (output - 1) * stride + reach - input) / 2);
}

/** The window over an input; throws a {@link ShapeError} where it does not fit. */
export function windowOf(
  where: string,
  shape: Shape,
  kernel: readonly number[],
  strides: readonly number[],
  dilation: readonly number[],
  padding: Padding | 'causal',
): WindowAttributes {
  const rank = kernel.length;
  const input = shape.slice(1, 1 + rank);
  const at = (axis: number): [number, number, number, number, Padding | 'causal'] => [
    input[axis] as number,
    kernel[axis] as number,
    strides[axis] as number,
    dilation[axis] as number,
    padding,
  ];
  const output = input.map((_, axis) => outputSize(...at(axis)) as number);
  checkFits(where, shape, output, kernel, dilation);
  return {
    input,
    kernel,
    output,
    strides,
    dilation,
    padding: input.map((_, axis) => paddingBefore(...at(axis))),
  };
}

/** Throws a {@link ShapeError} where an output has no position. */
export function checkFits(
  where: string,
  shape: readonly (number | null)[],
  output: readonly (number | null)[],
  kernel: readonly number[],
  dilation: readonly number[],
): void {
  if (output.every((size) => size === null || size > 0)) return;
  const reach = kernel.map((size, axis) => (size - 1) * (dilation[axis] ?? 1) + 1);
  throw new ShapeError(
    where,
    `an input at least as large as the window, ${showShape(reach)}`,
    `an input of shape ${showShape(shape)}`,
    "padding: 'same' takes any size.",
  );
}

/** An input of `rank` spatial axes between batch and channels. */
export function checkImages(where: string, { shape, dtype }: Spec, rank: number): void {
  if (dtype !== 'float32') throw new DTypeError(where, 'float32', dtype, 'Use cast(x, dtype).');
  if (shape.length !== rank + 2)
    throw new ShapeError(
      where,
      `an input of rank ${rank + 2}: (batch, ${rank === 1 ? 'steps' : `${rank} spatial axes`}, channels)`,
      showShape(shape),
    );
}

/** Throws a {@link ShapeError} unless the tensor has that shape. */
export function checkShapeIs(where: string, name: string, { shape, dtype }: Spec, expected: Shape): void {
  if (dtype !== 'float32') throw new DTypeError(where, `${name} to be float32`, dtype);
  if (!sameShape(shape, expected))
    throw new ShapeError(where, `${name} of shape ${showShape(expected)}`, showShape(shape));
}

/** The words of an instruction's geometry. */
export function geometryWords(
  window: WindowAttributes,
  [batch, channels, filters, groups]: readonly [number, number, number, number],
): number[] {
  const missing = 3 - window.input.length;
  const words = [batch, channels, filters, groups];
  for (let axis = -missing; axis < window.input.length; axis++) {
    if (axis < 0) words.push(1, 1, 1, 1, 1, 0);
    else
      for (const sizes of [
        window.input,
        window.kernel,
        window.output,
        window.strides,
        window.dilation,
        window.padding,
      ])
        words.push(sizes[axis] as number);
  }
  return words;
}
