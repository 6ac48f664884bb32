/** Images enlarged by whole factors (keras.layers.UpSampling1D to 3D). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { type DataFormat, dataFormatOf, type Sizes, sizesOf } from '../../ops/convolution/geometry.ts';
import { type Interpolation, interpolationOf, resizeAxis } from '../../ops/image/resize.ts';
import { repeat } from '../../ops/shape/repeat.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';
import { mapSpatial } from './spatial.ts';

/** Options of upsampling. */
export interface UpSamplingOptions extends LayerOptions {
  /** The factor, for all axes or each. Default 2. */
  readonly size?: Sizes;
  /** Where the channels are. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
}

/** A layer that repeats elements along each spatial axis. */
export abstract class BaseUpSampling extends Layer {
  static override readonly samplesApart: SamplesApart = true;

  readonly size: readonly number[];
  readonly dataFormat: DataFormat;

  constructor(rank: number, options: UpSamplingOptions) {
    super(options);
    this.size = sizesOf(this.where, 'size', options.size ?? 2, rank);
    this.dataFormat = dataFormatOf(this.where, options.dataFormat);
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    const first = this.dataFormat === 'channels_first' ? 2 : 1;
    return this.size.reduce(
      (result, factor, axis) => (factor === 1 ? result : this.enlarge(result, factor, first + axis)),
      x,
    );
  }

  /** Enlarges one axis. */
  protected enlarge(x: Tensor, factor: number, axis: number): Tensor {
    return repeat(x, factor, { axis });
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const { where, size, dataFormat } = this;
    return mapSpatial(
      where,
      inputShape,
      size.length,
      dataFormat,
      (length, axis) => length * (size[axis] as number),
    );
  }

  override getConfig(): Config {
    if (this.size.length === 1) return { ...super.getConfig(), size: this.size[0] as number };
    return { ...super.getConfig(), size: this.size, data_format: this.dataFormat };
  }
}

/** Every step of (batch, steps, channels) several times. */
export class UpSampling1D extends BaseUpSampling {
  static override readonly className: string = 'UpSampling1D';

  constructor(
    first?: First<Omit<UpSamplingOptions, 'dataFormat'>, 'size'>,
    rest?: Omit<UpSamplingOptions, 'dataFormat'>,
  ) {
    const options = withFirst('size', first, rest);
    super(1, options);
  }
}

/** Options of {@link UpSampling2D}. */
export interface UpSampling2DOptions extends UpSamplingOptions {
  /** How pixels in between are found. Default `'nearest'`. */
  readonly interpolation?: Interpolation;
}

/** Images (batch, height, width, channels) enlarged. */
export class UpSampling2D extends BaseUpSampling {
  static override readonly className: string = 'UpSampling2D';

  readonly interpolation: Interpolation;

  constructor(first?: First<UpSampling2DOptions, 'size'>, rest?: UpSampling2DOptions) {
    const options = withFirst('size', first, rest);
    super(2, options);
    this.interpolation = interpolationOf(this.where, options.interpolation ?? 'nearest');
  }

  protected override enlarge(x: Tensor, factor: number, axis: number): Tensor {
    const { interpolation } = this;
    return interpolation === 'nearest'
      ? super.enlarge(x, factor, axis)
      : resizeAxis(x, axis, (x.shape[axis] as number) * factor, interpolation);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), interpolation: this.interpolation };
  }
}

/** Volumes (batch, depth, height, width, channels) enlarged. */
export class UpSampling3D extends BaseUpSampling {
  static override readonly className: string = 'UpSampling3D';

  constructor(first?: First<UpSamplingOptions, 'size'>, rest?: UpSamplingOptions) {
    const options = withFirst('size', first, rest);
    super(3, options);
  }
}
