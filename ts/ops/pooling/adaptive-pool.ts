/** Pooling to a given size (keras.ops.adaptive_max_pool, keras.ops.adaptive_average_pool). */

import { checkKeys } from '../../closest.ts';
import { checkWhole, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { withChannelsLast } from '../convolution/channels.ts';
import { type DataFormat, dataFormatOf, type Sizes, sizesOf } from '../convolution/geometry.ts';
import { indexList } from '../index/indices.ts';
import { take } from '../index/take.ts';
import { cast } from '../shape/cast.ts';
import { concatenate } from '../shape/concatenate.ts';
import { averagePool, maxPool } from './pooling.ts';

/** The largest number of windows along an axis, which are numbered one by one. */
const MOST_WINDOWS = 1_000_000;

/** Options of {@link adaptiveMaxPool} and {@link adaptiveAveragePool}. */
export interface AdaptivePoolOptions {
  /** Where the channels are. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
}

function adaptivePool(
  where: string,
  pool: typeof maxPool,
  x: TensorLike,
  outputSize: Sizes,
  options: AdaptivePoolOptions,
): Tensor {
  const input = cast(asTensor(x, where), 'float32');
  const rank = input.rank - 2;
  const format = dataFormatOf(where, checkKeys(where, options, 'dataFormat').dataFormat);
  const spatial = format === 'channels_first' ? input.shape.slice(2) : input.shape.slice(1, -1);
  if (rank < 1 || rank > 3 || spatial.includes(0))
    throw new ShapeError(where, 'an input of rank 3, 4 or 5 with positions', showShape(input.shape));
  const sizes = sizesOf(where, 'outputSize', outputSize, rank);
  for (const size of sizes) checkWhole(where, 'outputSize', size, 1, MOST_WINDOWS);
  return withChannelsLast(input, format, (input) =>
    sizes.reduce((result, size, axis) => poolAxis(where, pool, result, axis, size), input),
  );
}

/**
 * One axis to `size` windows, as equal as can be: window i is of the positions ⌊i·n/size⌋ up to ⌈(i+1)·n/size⌉. Where
 * `size` does not divide n there are two sizes of windows, one larger by 1: the windows of both at every position,
 * of which each is then one.
 */
function poolAxis(where: string, pool: typeof maxPool, x: Tensor, axis: number, size: number): Tensor {
  const length = x.shape[axis + 1] as number;
  const along = (window: number, stride: number): Tensor => {
    const [sizes, strides] = [window, stride].map((own) =>
      x.shape.slice(1, -1).map((_, other) => (other === axis ? own : 1)),
    ) as [number[], number[]];
    return pool(x, sizes, { strides }, where);
  };
  if (length % size === 0) return along(length / size, length / size);
  const small = Math.ceil(length / size);
  const smallCount = length - small + 1;
  let needsLarge = false;
  const windows = indexList(where, size, (index) => {
    const start = Math.floor((index * length) / size);
    const isLarge = Math.ceil(((index + 1) * length) / size) - start > small;
    needsLarge ||= isLarge;
    return isLarge ? smallCount + start : start;
  });
  const both = needsLarge
    ? concatenate([along(small, 1), along(small + 1, 1)], { axis: axis + 1 })
    : along(small, 1);
  return take(both, windows, { axis: axis + 1 });
}

/** The largest of each of `outputSize` windows of x (batch, …spatial, channels). */
export function adaptiveMaxPool(
  x: TensorLike,
  outputSize: Sizes,
  options: AdaptivePoolOptions = {},
  where = 'adaptiveMaxPool',
): Tensor {
  return adaptivePool(where, maxPool, x, outputSize, options);
}

/** The mean of each of `outputSize` windows of x (batch, …spatial, channels). */
export function adaptiveAveragePool(
  x: TensorLike,
  outputSize: Sizes,
  options: AdaptivePoolOptions = {},
  where = 'adaptiveAveragePool',
): Tensor {
  return adaptivePool(where, averagePool, x, outputSize, options);
}
