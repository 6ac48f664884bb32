/** Images enlarged by whole factors (keras.layers.UpSampling1D to 3D). */

import { ValueError } from '../../errors.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { type DataFormat, dataFormatOf, type Sizes, sizesOf } from '../../ops/convolution/geometry.ts';
import { take } from '../../ops/index/take.ts';
import { repeat } from '../../ops/shape/repeat.ts';
import { fromArray } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Config } from '../config.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, Layer, type LayerOptions } from '../layer.ts';
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

  constructor(options: Omit<UpSamplingOptions, 'dataFormat'> = {}) {
    super(1, options);
  }
}

/** Options of {@link UpSampling2D}. */
export interface UpSampling2DOptions extends UpSamplingOptions {
  /** How pixels in between are found. Default `'nearest'`. */
  readonly interpolation?: 'nearest' | 'bilinear';
}

/** Images (batch, height, width, channels) enlarged. */
export class UpSampling2D extends BaseUpSampling {
  static override readonly className: string = 'UpSampling2D';

  readonly interpolation: 'nearest' | 'bilinear';

  constructor(options: UpSampling2DOptions = {}) {
    super(2, options);
    this.interpolation = options.interpolation ?? 'nearest';
    if (this.interpolation !== 'nearest' && this.interpolation !== 'bilinear')
      throw new ValueError(
        this.where,
        "interpolation 'nearest' or 'bilinear'",
        JSON.stringify(this.interpolation),
      );
  }

  protected override enlarge(x: Tensor, factor: number, axis: number): Tensor {
    return this.interpolation === 'nearest' ? super.enlarge(x, factor, axis) : linear(x, factor, axis);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), interpolation: this.interpolation };
  }
}

/** Linear interpolation along one axis; pixels are squares, whose centres the values are at. */
function linear(x: Tensor, factor: number, axis: number): Tensor {
  const length = x.shape[axis] as number;
  const low = new Int32Array(length * factor);
  const high = new Int32Array(length * factor);
  const weights = new Float32Array(length * factor);
  for (let i = 0; i < low.length; i++) {
    const at = Math.max(0, (i + 0.5) / factor - 0.5);
    const below = Math.floor(at);
    low[i] = below;
    high[i] = Math.min(below + 1, length - 1);
    weights[i] = at - below;
  }
  const shape = x.shape.map((_, index) => (index === axis ? low.length : 1));
  const at = (indices: Int32Array): Tensor =>
    take(x, fromArray(indices, [indices.length], 'int32'), { axis });
  const share = (values: Float32Array): Tensor => fromArray(values, shape, 'float32');
  return add(
    multiply(at(low), share(weights.map((weight) => 1 - weight))),
    multiply(at(high), share(weights)),
  );
}

/** Volumes (batch, depth, height, width, channels) enlarged. */
export class UpSampling3D extends BaseUpSampling {
  static override readonly className: string = 'UpSampling3D';

  constructor(options: UpSamplingOptions = {}) {
    super(3, options);
  }
}
