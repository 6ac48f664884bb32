/** Images of another size as a layer (keras.layers.Resizing). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { checkWhole, ShapeError, show, showShape, UnsupportedError, ValueError } from '../../errors.ts';
import { type DataFormat, dataFormatOf } from '../../ops/convolution/geometry.ts';
import { type Interpolation, interpolationOf, resize } from '../../ops/image/resize.ts';
import { pad } from '../../ops/shape/pad.ts';
import { slice } from '../../ops/shape/slice.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type AnyLayer, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';

/** Options of {@link Resizing}. */
export interface ResizingOptions extends LayerOptions {
  /** How pixels in between are found. Default `'bilinear'`. */
  readonly interpolation?: Interpolation;
  /** Whether what does not fit the new aspect ratio is cut off, half of it on each side. Default `false`. */
  readonly cropToAspectRatio?: boolean;
  /** Whether what is missing to the new aspect ratio is added, half of it on each side. Default `false`. */
  readonly padToAspectRatio?: boolean;
  /** How it is added. Default, and all that Keras has: `'constant'`. */
  readonly fillMode?: 'constant';
  /** What is added. Default 0. */
  readonly fillValue?: number;
  /** Whether images that shrink are smoothed first. Default `false`. */
  readonly antialias?: boolean;
  /** Where the channels are. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
}

/**
 * Images (batch, height, width, channels) as (batch, new height, new width, channels), of the same dtype. Throws a
 * {@link ShapeError} for other ranks.
 */
export class Resizing extends Layer {
  static override readonly className: string = 'Resizing';
  static override readonly samplesApart: SamplesApart = true;

  readonly height: number;
  readonly width: number;
  readonly interpolation: Interpolation;
  readonly cropToAspectRatio: boolean;
  readonly padToAspectRatio: boolean;
  readonly fillValue: number;
  readonly antialias: boolean;
  readonly dataFormat: DataFormat;

  constructor(height: number, width: number, options: ResizingOptions = {}) {
    super(options);
    const { where } = this;
    this.height = checkWhole(where, 'height', height, 1);
    this.width = checkWhole(where, 'width', width, 1);
    this.interpolation = interpolationOf(where, options.interpolation ?? 'bilinear');
    this.cropToAspectRatio = options.cropToAspectRatio ?? false;
    this.padToAspectRatio = options.padToAspectRatio ?? false;
    if (this.cropToAspectRatio && this.padToAspectRatio)
      throw new ValueError(where, 'cropToAspectRatio or padToAspectRatio', 'both');
    if ((options.fillMode ?? 'constant') !== 'constant')
      throw new UnsupportedError(where, "fillMode 'constant'", show(options.fillMode));
    this.fillValue = options.fillValue ?? 0;
    this.antialias = options.antialias ?? false;
    this.dataFormat = dataFormatOf(where, options.dataFormat);
    this.built = true;
  }

  override call(x: Tensor): Tensor {
    const first = this.dataFormat === 'channels_first' ? 2 : 1;
    if (x.rank !== 4 || x.shape.slice(first, first + 2).includes(0))
      throw new ShapeError(this.where, 'images of rank 4 with pixels', showShape(x.shape));
    const { interpolation, antialias, dataFormat } = this;
    const size = [this.height, this.width];
    return resize(this.#framed(x, first), size, { interpolation, antialias, dataFormat }, this.where);
  }

  /** The image in the new aspect ratio. */
  #framed(x: Tensor, first: number): Tensor {
    const [height, width] = x.shape.slice(first, first + 2) as [number, number];
    const ideal = [
      Math.trunc((width * this.height) / this.width),
      Math.trunc((height * this.width) / this.height),
    ];
    const along = <Value>(values: readonly Value[], other: (axis: number) => Value): Value[] =>
      x.shape.map((_, axis) => values[axis - first] ?? other(axis));
    if (this.cropToAspectRatio) {
      const sizes = [height, width].map((size, axis) => Math.max(Math.min(size, ideal[axis] as number), 1));
      const start = [height, width].map((size, axis) => Math.trunc((size - (sizes[axis] as number)) / 2));
      return slice(
        x,
        along(start, () => 0),
        along(sizes, (axis) => x.shape[axis] as number),
      );
    }
    if (!this.padToAspectRatio) return x;
    const [rows, columns] = [height, width].map((size, axis) =>
      Math.trunc((Math.max(size, ideal[axis] as number) - size) / 2),
    ) as [number, number];
    // As Keras: along one axis only.
    const sides = [rows, rows > 0 ? 0 : columns].map((side) => [side, side] as const);
    return pad(
      x,
      along<readonly [number, number]>(sides, () => [0, 0]),
      { constantValues: this.fillValue },
    );
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      height: this.height,
      width: this.width,
      interpolation: this.interpolation,
      crop_to_aspect_ratio: this.cropToAspectRatio,
      pad_to_aspect_ratio: this.padToAspectRatio,
      fill_mode: 'constant',
      fill_value: this.fillValue,
      antialias: this.antialias,
      data_format: this.dataFormat,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'Resizing.fromConfig';
    return new Resizing(
      numberIn(config, 'height', where),
      numberIn(config, 'width', where),
      optionsFrom(config, where),
    );
  }
}
