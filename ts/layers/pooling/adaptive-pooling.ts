/** Pooling to a given size (keras.layers.AdaptiveMaxPooling1D to 3D, AdaptiveAveragePooling1D to 3D). */

import type { Config } from '../../config/config.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { type DataFormat, dataFormatOf, type Sizes, sizesOf } from '../../ops/convolution/geometry.ts';
import { adaptiveAveragePool, adaptiveMaxPool } from '../../ops/pooling/adaptive-pool.ts';
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

/** Options of adaptive pooling layers. */
export interface AdaptivePoolingOptions extends LayerOptions {
  /** Where the channels are. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
}

/** A layer that cuts the input into `outputSize` windows as equal as can be, and takes one value of each. */
export abstract class BaseAdaptivePooling extends Layer {
  static override readonly samplesApart: SamplesApart = true;

  readonly outputSize: readonly number[];
  readonly dataFormat: DataFormat;
  readonly #pool: typeof adaptiveMaxPool;

  constructor(
    rank: number,
    pool: typeof adaptiveMaxPool,
    outputSize: Sizes,
    options: AdaptivePoolingOptions,
  ) {
    super(options);
    this.outputSize = sizesOf(this.where, 'outputSize', outputSize, rank);
    this.dataFormat = dataFormatOf(this.where, options.dataFormat);
    this.#pool = pool;
    this.built = true;
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    return this.#pool(x, this.outputSize, { dataFormat: this.dataFormat }, this.where);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    const rank = this.outputSize.length;
    const first = this.dataFormat === 'channels_first';
    const spatial = first ? shape.slice(2) : shape.slice(1, -1);
    if (shape.length !== rank + 2 || spatial.includes(0))
      throw new ShapeError(
        this.where,
        `an input of rank ${rank + 2} with positions: (batch, ${rank === 1 ? 'steps' : `${rank} spatial axes`}, channels)`,
        showShape(shape),
      );
    const [batch = null, second = null] = shape;
    return first ? [batch, second, ...this.outputSize] : [batch, ...this.outputSize, shape.at(-1) ?? null];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), output_size: this.outputSize, data_format: this.dataFormat };
  }

  static override fromConfig(config: Config): AnyLayer {
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return fromSizes(this, 'output_size', config);
  }
}

/** The largest of each of `outputSize` windows of (batch, steps, channels). */
export class AdaptiveMaxPooling1D extends BaseAdaptivePooling {
  static override readonly className: string = 'AdaptiveMaxPooling1D';

  constructor(outputSize: Sizes, options: AdaptivePoolingOptions = {}) {
    super(1, adaptiveMaxPool, outputSize, options);
  }
}

/** The largest of each of `outputSize` windows of (batch, height, width, channels). */
export class AdaptiveMaxPooling2D extends BaseAdaptivePooling {
  static override readonly className: string = 'AdaptiveMaxPooling2D';

  constructor(outputSize: Sizes, options: AdaptivePoolingOptions = {}) {
    super(2, adaptiveMaxPool, outputSize, options);
  }
}

/** The largest of each of `outputSize` windows of (batch, depth, height, width, channels). */
export class AdaptiveMaxPooling3D extends BaseAdaptivePooling {
  static override readonly className: string = 'AdaptiveMaxPooling3D';

  constructor(outputSize: Sizes, options: AdaptivePoolingOptions = {}) {
    super(3, adaptiveMaxPool, outputSize, options);
  }
}

/** The mean of each of `outputSize` windows of (batch, steps, channels). */
export class AdaptiveAveragePooling1D extends BaseAdaptivePooling {
  static override readonly className: string = 'AdaptiveAveragePooling1D';

  constructor(outputSize: Sizes, options: AdaptivePoolingOptions = {}) {
    super(1, adaptiveAveragePool, outputSize, options);
  }
}

/** The mean of each of `outputSize` windows of (batch, height, width, channels). */
export class AdaptiveAveragePooling2D extends BaseAdaptivePooling {
  static override readonly className: string = 'AdaptiveAveragePooling2D';

  constructor(outputSize: Sizes, options: AdaptivePoolingOptions = {}) {
    super(2, adaptiveAveragePool, outputSize, options);
  }
}

/** The mean of each of `outputSize` windows of (batch, depth, height, width, channels). */
export class AdaptiveAveragePooling3D extends BaseAdaptivePooling {
  static override readonly className: string = 'AdaptiveAveragePooling3D';

  constructor(outputSize: Sizes, options: AdaptivePoolingOptions = {}) {
    super(3, adaptiveAveragePool, outputSize, options);
  }
}
