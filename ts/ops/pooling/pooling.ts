/** Pooling over windows (keras.ops.max_pool, keras.ops.average_pool). */

import { checkKeys } from '../../closest.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { withChannelsLast } from '../convolution/channels.ts';
import {
  type DataFormat,
  dataFormatOf,
  type Padding,
  paddingOf,
  type Sizes,
  sizesOf,
  type WindowAttributes,
  windowOf,
} from '../convolution/geometry.ts';
import type { Operation } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { averagePoolOperation, maxPoolOperation } from './pool.ts';

/** Options of {@link maxPool} and {@link averagePool}. */
export interface PoolOptions {
  /** Distance of successive windows. Default: the window's size. */
  readonly strides?: Sizes | undefined;
  /** Default `'valid'`. */
  readonly padding?: Padding;
  /** Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
}

function pool(
  where: string,
  operation: Operation<WindowAttributes>,
  x: TensorLike,
  poolSize: Sizes,
  options: PoolOptions,
): Tensor {
  const input = cast(asTensor(x, where), 'float32');
  const rank = input.rank - 2;
  if (rank < 1 || rank > 3) throw new ShapeError(where, 'an input of rank 3, 4 or 5', showShape(input.shape));
  const sizes = sizesOf(where, 'poolSize', poolSize, rank);
  const strides = sizesOf(
    where,
    'strides',
    checkKeys(where, options, 'strides padding dataFormat').strides ?? sizes,
    rank,
  );
  const padding = paddingOf(where, options.padding ?? 'valid', ['valid', 'same']);
  return withChannelsLast(input, dataFormatOf(where, options.dataFormat), (input) =>
    apply(
      operation,
      [input],
      windowOf(
        where,
        input.shape,
        sizes,
        strides,
        sizes.map(() => 1),
        padding,
      ),
    ),
  );
}

/** The largest of each window of x (batch, …spatial, channels). Throws a {@link ShapeError} where it does not fit. */
export function maxPool(
  x: TensorLike,
  poolSize: Sizes,
  options: PoolOptions = {},
  where = 'maxPool',
): Tensor {
  return pool(where, maxPoolOperation, x, poolSize, options);
}

/** The mean of each window of x (batch, …spatial, channels), padding left out. */
export function averagePool(
  x: TensorLike,
  poolSize: Sizes,
  options: PoolOptions = {},
  where = 'averagePool',
): Tensor {
  return pool(where, averagePoolOperation, x, poolSize, options);
}
