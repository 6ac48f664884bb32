/** Zeros around images (keras.layers.ZeroPadding1D to 3D). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { type DataFormat, dataFormatOf } from '../../ops/convolution/geometry.ts';
import { pad } from '../../ops/shape/pad.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';
import { type Amounts, mapSpatial, pairsOf } from './spatial.ts';

/** Options of zero padding. */
export interface ZeroPaddingOptions extends LayerOptions {
  /** How many zeros: on every side, for each axis, or before and after each. Default 1. */
  readonly padding?: Amounts;
  /** Where the channels are. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
}

/** A layer that adds zeros before and after each spatial axis. */
export abstract class BaseZeroPadding extends Layer {
  static override readonly samplesApart: SamplesApart = true;

  readonly padding: readonly (readonly [number, number])[];
  readonly dataFormat: DataFormat;

  constructor(rank: number, options: ZeroPaddingOptions) {
    super(options);
    this.padding = pairsOf(this.where, 'padding', options.padding ?? 1, rank);
    this.dataFormat = dataFormatOf(this.where, options.dataFormat);
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    const none = [0, 0] as const;
    const first = this.dataFormat === 'channels_first';
    return pad(x, first ? [none, none, ...this.padding] : [none, ...this.padding, none]);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    return mapSpatial(this.where, inputShape, this.padding.length, this.dataFormat, (size, axis) => {
      const [before, after] = this.padding[axis] as readonly [number, number];
      return size + before + after;
    });
  }

  override getConfig(): Config {
    const padding = this.padding.length === 1 ? (this.padding[0] as readonly number[]) : this.padding;
    return { ...super.getConfig(), padding, data_format: this.dataFormat };
  }
}

/** Zeros before and after the steps of (batch, steps, channels). */
export class ZeroPadding1D extends BaseZeroPadding {
  static override readonly className: string = 'ZeroPadding1D';

  constructor(first?: First<ZeroPaddingOptions, 'padding'>, rest?: ZeroPaddingOptions) {
    const options = withFirst('padding', first, rest);
    super(1, options);
  }
}

/** Zeros around images (batch, height, width, channels). */
export class ZeroPadding2D extends BaseZeroPadding {
  static override readonly className: string = 'ZeroPadding2D';

  constructor(first?: First<ZeroPaddingOptions, 'padding'>, rest?: ZeroPaddingOptions) {
    const options = withFirst('padding', first, rest);
    super(2, options);
  }
}

/** Zeros around volumes (batch, depth, height, width, channels). */
export class ZeroPadding3D extends BaseZeroPadding {
  static override readonly className: string = 'ZeroPadding3D';

  constructor(first?: First<ZeroPaddingOptions, 'padding'>, rest?: ZeroPaddingOptions) {
    const options = withFirst('padding', first, rest);
    super(3, options);
  }
}
