/** Images of another size (keras.ops.image.resize; jax.image.resize has the weights). */

import { checkKeys } from '../../closest.ts';
import { checkText, MemoryError, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { asTensor, fromArray, type TensorLike } from '../../tensor/create.ts';
import { sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type DataFormat, dataFormatOf, sizesOf } from '../convolution/geometry.ts';
import { clip } from '../elementwise/clip.ts';
import { round } from '../elementwise/round.ts';
import { indexList } from '../index/indices.ts';
import { take } from '../index/take.ts';
import { matmul } from '../linear/matmul.ts';
import { cast } from '../shape/cast.ts';
import { concatenate } from '../shape/concatenate.ts';
import { reshape } from '../shape/reshape.ts';
import { slice } from '../shape/slice.ts';

/** How pixels in between are found. */
export type Interpolation = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos3' | 'lanczos5';

/** Options of {@link resize}. */
export interface ResizeOptions {
  /** Default `'bilinear'`. */
  readonly interpolation?: Interpolation;
  /** Whether an image that shrinks is smoothed first, so that no pixel is left out. Default `false`. */
  readonly antialias?: boolean;
  /** Where the channels are. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
}

/** sin(πx), by its series in the half turn about 0: `Math.sin` has other bits in other engines. */
function sinPi(x: number): number {
  const turns = Math.round(x);
  const angle = Math.PI * (x - turns);
  let [term, sum] = [angle, angle];
  for (let n = 2; n < 24; n += 2) {
    term *= -(angle * angle) / (n * (n + 1));
    sum += term;
  }
  return turns % 2 === 0 ? sum : -sum;
}

/** A sinc under the middle of a wider one (Lanczos; Duchon, 1979). */
const lanczos = (radius: number) => (x: number) => {
  if (x > radius) return 0;
  return x > 1e-3 ? (radius * sinPi(x) * sinPi(x / radius)) / (Math.PI ** 2 * x * x) : 1;
};

/** The weight of a pixel at a distance ≥ 0 from where a value is asked for. */
const kernels: Readonly<Record<Exclude<Interpolation, 'nearest'>, (distance: number) => number>> = {
  bilinear: (x) => Math.max(0, 1 - x),
  // Keys, 1981, with A = -1/2.
  bicubic: (x) => {
    if (x >= 2) return 0;
    return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
  },
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
};

/** The interpolation, checked. */
export function interpolationOf(where: string, interpolation: Interpolation): Interpolation {
  if (
    interpolation !== 'nearest' &&
    !Object.hasOwn(kernels, checkText('resize, interpolation', interpolation))
  )
    throw new ValueError(
      where,
      `interpolation ${['nearest', ...Object.keys(kernels)].map((name) => `'${name}'`).join(', ')}`,
      show(interpolation),
    );
  return interpolation;
}

/** One axis of another size. Pixels are squares, whose centres the values are at. */
export function resizeAxis(
  x: Tensor,
  axis: number,
  size: number,
  interpolation: Interpolation,
  antialias = false,
): Tensor {
  const length = x.shape[axis] as number;
  if (length === size) return x;
  if (interpolation === 'nearest') {
    // In float32, as JAX counts.
    const at = (pixel: number): number => Math.fround(Math.fround((pixel + 0.5) * length) / size);
    const pixels = indexList('resize', size, (pixel) => Math.floor(at(pixel)));
    return take(x, pixels, { axis });
  }
  const inner = x.shape.slice(axis + 1);
  const rows = reshape(x, [-1, length, sizeOf(inner)]);
  if ((x.size / length) * size >= 2 ** 30)
    throw new MemoryError(
      'resize',
      'fewer than 2 ** 30 pixels',
      showShape(x.shape.map((own, one) => (one === axis ? size : own))),
    );
  // Of a long axis each pixel reads few others: bands of pixels have small matrices of weights.
  const band = size * length < DENSE ? size : BAND;
  const parts: Tensor[] = [];
  for (let first = 0; first < size; first += band) {
    const count = Math.min(band, size - first);
    const { weights, from, to } = weightsOf(length, size, first, count, kernels[interpolation], antialias);
    const read =
      band === size ? rows : slice(rows, [0, from, 0], [rows.shape[0] as number, to - from, sizeOf(inner)]);
    parts.push(matmul(fromArray(weights, [count, to - from], 'float32'), read));
  }
  const resized = parts.length === 1 ? (parts[0] as Tensor) : concatenate(parts, { axis: 1 });
  return reshape(resized, [...x.shape.slice(0, axis), size, ...inner]);
}

/** Weights up to which one matrix is as fast as bands. */
const DENSE = 2 ** 20;
/** Pixels of a band. */
const BAND = 64;

/** The distance from which on every kernel is 0. */
const REACH = 5;

/**
 * How much each of `length` pixels adds to `count` of `size`, from the one at `begin` on, row by row; all of them if these are
 * all, else those `from` to `to`, which are all that add anything.
 */
function weightsOf(
  length: number,
  size: number,
  begin: number,
  count: number,
  kernel: (distance: number) => number,
  antialias: boolean,
): { weights: Float32Array; from: number; to: number } {
  const step = length / size;
  const width = antialias ? Math.max(step, 1) : 1;
  const centre = (pixel: number): number => (pixel + 0.5) * step - 0.5;
  const firstOf = (pixel: number): number => Math.max(0, Math.floor(centre(pixel) - REACH * width));
  const lastOf = (pixel: number): number => Math.min(length - 1, Math.ceil(centre(pixel) + REACH * width));
  const [from, to] = count === size ? [0, length] : [firstOf(begin), lastOf(begin + count - 1) + 1];
  const weights = new Float32Array(count * (to - from));
  for (let index = 0; index < count; index++) {
    const pixel = begin + index;
    const row: number[] = [];
    for (let source = firstOf(pixel); source <= lastOf(pixel); source++)
      row.push(kernel(Math.abs(source - centre(pixel)) / width));
    const total = row.reduce((sum, weight) => sum + weight, 0);
    weights.set(
      row.map((weight) => weight / total),
      index * (to - from) + firstOf(pixel) - from,
    );
  }
  return { weights, from, to };
}

/** The range of each dtype of whole numbers. */
const ranges = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  int8: [-128, 127],
  bool: [0, 1],
} as const;

/**
 * Images (batch, height, width, channels) as (batch, …size, channels), of the same dtype: whole numbers are rounded.
 * Throws a {@link ShapeError} for another rank or images without pixels.
 */
export function resize(
  images: TensorLike,
  size: number | readonly number[],
  options: ResizeOptions = {},
  where = 'resize',
): Tensor {
  const x = asTensor(images, where);
  const interpolation = interpolationOf(
    where,
    checkKeys(where, options, 'interpolation antialias dataFormat').interpolation ?? 'bilinear',
  );
  const sizes = sizesOf(where, 'size', size, 2);
  const first = dataFormatOf(where, options.dataFormat) === 'channels_first' ? 2 : 1;
  if (x.rank !== 4 || x.shape.slice(first, first + 2).includes(0))
    throw new ShapeError(
      where,
      'images of rank 4 with pixels',
      showShape(x.shape),
      'One image: expandDims(x, 0).',
    );
  if (interpolation === 'nearest' || x.dtype === 'float32')
    return sizes.reduce(
      (result, size, axis) => resizeAxis(result, first + axis, size, interpolation, options.antialias),
      x,
    );
  const [low, high] = ranges[x.dtype];
  return cast(clip(round(resize(cast(x, 'float32'), size, options, where)), low, high), x.dtype);
}
