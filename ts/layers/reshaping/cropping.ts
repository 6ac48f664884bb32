/** Images without their edges (keras.layers.Cropping1D to 3D). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { type DataFormat, dataFormatOf } from '../../ops/convolution/geometry.ts';
import { slice } from '../../ops/shape/slice.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, oneShape, type SamplesApart } from '../layer.ts';
import { type Amounts, mapSpatial, pairsOf } from './spatial.ts';

/** Options of cropping. */
export interface CroppingOptions extends LayerOptions {
  /** How much is cut: from every side, for each axis, or before and after each. Default 1 of steps, else 0. */
  readonly cropping?: Amounts;
  /** Where the channels are. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
}

/** A layer that cuts elements from the start and end of each spatial axis. */
export abstract class BaseCropping extends Layer {
  static override readonly samplesApart: SamplesApart = true;

  readonly cropping: readonly (readonly [number, number])[];
  readonly dataFormat: DataFormat;

  constructor(rank: number, options: CroppingOptions) {
    super(options);
    this.cropping = pairsOf(this.where, 'cropping', options.cropping ?? (rank === 1 ? 1 : 0), rank);
    this.dataFormat = dataFormatOf(this.where, options.dataFormat);
  }

  override call(x: Tensor): Tensor {
    const size = this.computeOutputShape(x.shape) as number[];
    const first = this.dataFormat === 'channels_first' ? 2 : 1;
    const start = x.shape.map((_, axis) => this.cropping[axis - first]?.[0] ?? 0);
    return slice(x, start, size);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    return mapSpatial(this.where, inputShape, this.cropping.length, this.dataFormat, (size, axis) => {
      const [before, after] = this.cropping[axis] as readonly [number, number];
      if (size - before - after < 1)
        throw new ShapeError(
          this.where,
          `an input larger than what is cut, ${before} + ${after}, on spatial axis ${axis}`,
          showShape(oneShape(this.where, inputShape)),
        );
      return size - before - after;
    });
  }

  override getConfig(): Config {
    if (this.cropping.length === 1)
      return { ...super.getConfig(), cropping: this.cropping[0] as readonly number[] };
    return { ...super.getConfig(), cropping: this.cropping, data_format: this.dataFormat };
  }
}

/** The steps of (batch, steps, channels) without the first and last. */
export class Cropping1D extends BaseCropping {
  static override readonly className: string = 'Cropping1D';

  constructor(
    first?: First<Omit<CroppingOptions, 'dataFormat'>, 'cropping'>,
    rest?: Omit<CroppingOptions, 'dataFormat'>,
  ) {
    const options = withFirst('cropping', first, rest);
    super(1, options);
  }
}

/** The inside of images (batch, height, width, channels). */
export class Cropping2D extends BaseCropping {
  static override readonly className: string = 'Cropping2D';

  constructor(first?: First<CroppingOptions, 'cropping'>, rest?: CroppingOptions) {
    const options = withFirst('cropping', first, rest);
    super(2, options);
  }
}

/** The inside of volumes (batch, depth, height, width, channels). */
export class Cropping3D extends BaseCropping {
  static override readonly className: string = 'Cropping3D';

  constructor(first?: First<CroppingOptions, 'cropping'>, rest?: CroppingOptions) {
    const options = withFirst('cropping', first, rest);
    super(3, options);
  }
}
