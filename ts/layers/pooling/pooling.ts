/** Pooling over windows (keras.layers.MaxPooling1D to 3D, AveragePooling1D to 3D). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape } from '../../errors.ts';
import {
  checkFits,
  type DataFormat,
  dataFormatOf,
  outputSize,
  type Padding,
  paddingOf,
  type Sizes,
  sizesOf,
} from '../../ops/convolution/geometry.ts';
import { averagePool, maxPool, type PoolOptions } from '../../ops/pooling/pooling.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { fromSizes } from '../convolutional/config.ts';
import type { BatchShape } from '../keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  Layer,
  type LayerOptions,
  oneShape,
  type SamplesApart,
} from '../layer.ts';

/** Options of pooling layers. */
export interface PoolingOptions extends LayerOptions {
  /** Distance of successive windows. Default: the window's size. */
  readonly strides?: Sizes;
  /** Default `'valid'`. */
  readonly padding?: Padding;
  /** Where the channels are. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
}

/** Options of max pooling, whose window has a default. */
export interface MaxPoolingOptions extends PoolingOptions {
  /** The size of the window. Default 2. */
  readonly poolSize?: Sizes;
}

/** A layer that takes one value of each window. */
export abstract class BasePooling extends Layer {
  static override readonly samplesApart: SamplesApart = true;

  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dataFormat: DataFormat;
  readonly #pool: typeof maxPool;

  constructor(rank: number, pool: typeof maxPool, poolSize: Sizes, options: PoolingOptions) {
    super(options);
    const { where } = this;
    this.#pool = pool;
    this.poolSize = sizesOf(where, 'poolSize', poolSize, rank);
    this.strides = sizesOf(where, 'strides', options.strides ?? this.poolSize, rank);
    this.padding = paddingOf(where, options.padding ?? 'valid', ['valid', 'same']);
    this.dataFormat = dataFormatOf(where, options.dataFormat);
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    const { strides, padding, dataFormat } = this;
    const options: PoolOptions = { strides, padding, dataFormat };
    return this.#pool(x, this.poolSize, options, this.where);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    const rank = this.poolSize.length;
    if (shape.length !== rank + 2)
      throw new ShapeError(
        this.where,
        `an input of rank ${rank + 2}: (batch, ${rank === 1 ? 'steps' : `${rank} spatial axes`}, channels)`,
        showShape(shape),
      );
    const first = this.dataFormat === 'channels_first';
    const spatial = (first ? shape.slice(2) : shape.slice(1, -1)).map((size, axis) =>
      outputSize(size, this.poolSize[axis] as number, this.strides[axis] as number, 1, this.padding),
    );
    checkFits(this.where, shape, spatial, this.poolSize, []);
    const [batch = null, second = null] = shape;
    return first ? [batch, second, ...spatial] : [batch, ...spatial, shape.at(-1) ?? null];
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      pool_size: this.poolSize,
      padding: this.padding,
      strides: this.strides,
      data_format: this.dataFormat,
    };
  }
}

/** The largest of each window of (batch, steps, channels). */
export class MaxPooling1D extends BasePooling {
  static override readonly className: string = 'MaxPooling1D';

  constructor(first?: First<MaxPoolingOptions, 'poolSize'>, rest?: MaxPoolingOptions) {
    const options = withFirst('poolSize', first, rest);
    super(1, maxPool, options.poolSize ?? 2, options);
  }
}

/** The largest of each window of (batch, height, width, channels). */
export class MaxPooling2D extends BasePooling {
  static override readonly className: string = 'MaxPooling2D';

  constructor(first?: First<MaxPoolingOptions, 'poolSize'>, rest?: MaxPoolingOptions) {
    const options = withFirst('poolSize', first, rest);
    super(2, maxPool, options.poolSize ?? 2, options);
  }
}

/** The largest of each window of (batch, depth, height, width, channels). */
export class MaxPooling3D extends BasePooling {
  static override readonly className: string = 'MaxPooling3D';

  constructor(first?: First<MaxPoolingOptions, 'poolSize'>, rest?: MaxPoolingOptions) {
    const options = withFirst('poolSize', first, rest);
    super(3, maxPool, options.poolSize ?? 2, options);
  }
}

/** A layer whose window has no default. */
export abstract class BaseAveragePooling extends BasePooling {
  static override fromConfig(config: Config): AnyLayer {
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return fromSizes(this, 'pool_size', config);
  }
}

/** The mean of each window of (batch, steps, channels); padding does not count. */
export class AveragePooling1D extends BaseAveragePooling {
  static override readonly className: string = 'AveragePooling1D';

  constructor(first: First<MaxPoolingOptions, 'poolSize'>, rest?: MaxPoolingOptions) {
    const options = withFirst('poolSize', first, rest);
    super(1, averagePool, options.poolSize as Sizes, options);
  }
}

/** The mean of each window of (batch, height, width, channels); padding does not count. */
export class AveragePooling2D extends BaseAveragePooling {
  static override readonly className: string = 'AveragePooling2D';

  constructor(first: First<MaxPoolingOptions, 'poolSize'>, rest?: MaxPoolingOptions) {
    const options = withFirst('poolSize', first, rest);
    super(2, averagePool, options.poolSize as Sizes, options);
  }
}

/** The mean of each window of (batch, depth, height, width, channels); padding does not count. */
export class AveragePooling3D extends BaseAveragePooling {
  static override readonly className: string = 'AveragePooling3D';

  constructor(first: First<MaxPoolingOptions, 'poolSize'>, rest?: MaxPoolingOptions) {
    const options = withFirst('poolSize', first, rest);
    super(3, averagePool, options.poolSize as Sizes, options);
  }
}
