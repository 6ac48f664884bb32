/** Pooling over all positions (keras.layers.GlobalMaxPooling1D to 3D, GlobalAveragePooling1D to 3D). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { divide } from '../../ops/arithmetic/divide.ts';
import { type DataFormat, dataFormatOf } from '../../ops/convolution/geometry.ts';
import { where } from '../../ops/index/where.ts';
import type { ReduceOptions } from '../../ops/reduce.ts';
import { max } from '../../ops/reduction/max.ts';
import { mean } from '../../ops/reduction/mean.ts';
import { sum } from '../../ops/reduction/sum.ts';
import { cast } from '../../ops/shape/cast.ts';
import { expandDims } from '../../ops/shape/expand-dims.ts';
import { sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import {
  type BatchShapes,
  type CallOptions,
  Layer,
  type LayerOptions,
  oneShape,
  type SamplesApart,
} from '../layer.ts';

/** Options of global pooling layers. */
export interface GlobalPoolingOptions extends LayerOptions {
  /** Where the channels are. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
  /** Whether the spatial axes stay as size 1. Default `false`. */
  readonly keepDims?: boolean;
}

/** A layer that takes one value of all positions: (batch, …spatial, channels) to (batch, channels). */
export abstract class BaseGlobalPooling extends Layer {
  static override readonly samplesApart: SamplesApart = true;

  readonly spatialRank: number;
  readonly dataFormat: DataFormat;
  readonly keepDims: boolean;
  readonly #reduce: (x: Tensor, options: ReduceOptions) => Tensor;

  constructor(
    rank: number,
    reduce: (x: Tensor, options: ReduceOptions) => Tensor,
    options: GlobalPoolingOptions & { readonly keepdims?: boolean },
  ) {
    super(options);
    this.spatialRank = rank;
    this.#reduce = reduce;
    this.dataFormat = dataFormatOf(this.where, options.dataFormat);
    // Configs have Keras's spelling, which has no capital.
    this.keepDims = options.keepDims ?? options.keepdims ?? false;
  }

  /** The spatial axes. */
  protected get axes(): number[] {
    const first = this.dataFormat === 'channels_first' ? 2 : 1;
    return Array.from({ length: this.spatialRank }, (_, axis) => first + axis);
  }

  override call(x: Tensor, _options: CallOptions): Tensor {
    this.computeOutputShape(x.shape);
    return this.#reduce(x, { axis: this.axes, keepDims: this.keepDims });
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shape = oneShape(this.where, inputShape);
    const rank = this.spatialRank;
    if (shape.length !== rank + 2)
      throw new ShapeError(
        this.where,
        `an input of rank ${rank + 2}: (batch, ${rank === 1 ? 'steps' : `${rank} spatial axes`}, channels)`,
        showShape(shape),
      );
    const { axes } = this;
    if (axes.some((axis) => shape[axis] === 0))
      throw new ShapeError(this.where, 'an input with positions', showShape(shape));
    return shape.flatMap((size, axis) => (axes.includes(axis) ? (this.keepDims ? [1] : []) : [size]));
  }

  override getConfig(): Config {
    return { ...super.getConfig(), data_format: this.dataFormat, keepdims: this.keepDims };
  }
}

/** The largest of all steps. */
export class GlobalMaxPooling1D extends BaseGlobalPooling {
  static override readonly className: string = 'GlobalMaxPooling1D';

  constructor(first?: First<GlobalPoolingOptions, 'dataFormat'>, rest?: GlobalPoolingOptions) {
    const options = withFirst('dataFormat', first, rest);
    super(1, max, options);
  }
}

/** The largest of all pixels. */
export class GlobalMaxPooling2D extends BaseGlobalPooling {
  static override readonly className: string = 'GlobalMaxPooling2D';

  constructor(first?: First<GlobalPoolingOptions, 'dataFormat'>, rest?: GlobalPoolingOptions) {
    const options = withFirst('dataFormat', first, rest);
    super(2, max, options);
  }
}

/** The largest of all voxels. */
export class GlobalMaxPooling3D extends BaseGlobalPooling {
  static override readonly className: string = 'GlobalMaxPooling3D';

  constructor(first?: First<GlobalPoolingOptions, 'dataFormat'>, rest?: GlobalPoolingOptions) {
    const options = withFirst('dataFormat', first, rest);
    super(3, max, options);
  }
}

/** The mean of all steps; of those that a mask (batch, steps) leaves, where there is one. */
export class GlobalAveragePooling1D extends BaseGlobalPooling {
  static override readonly className: string = 'GlobalAveragePooling1D';
  static override readonly samplesApart: SamplesApart = true;

  constructor(first?: First<GlobalPoolingOptions, 'dataFormat'>, rest?: GlobalPoolingOptions) {
    const options = withFirst('dataFormat', first, rest);
    super(1, mean, options);
    this.supportsMasking = true;
  }

  override call(x: Tensor, options: CallOptions): Tensor {
    const { mask } = options;
    if (mask === undefined) return super.call(x, options);
    this.computeOutputShape(x.shape);
    const first = this.dataFormat === 'channels_first';
    const steps = [x.shape[0] as number, x.shape[first ? 2 : 1] as number];
    if (!sameShape(mask.shape, steps))
      throw new ShapeError(this.where, `a mask of shape ${showShape(steps)}`, showShape(mask.shape));
    const counted = expandDims(cast(mask, 'bool'), first ? 1 : 2);
    const over = { axis: this.axes, keepDims: this.keepDims };
    return divide(sum(where(counted, x, 0), over), sum(cast(counted, 'float32'), over));
  }

  /** Steps are gone, and with them their mask. */
  override computeMask(): undefined {
    return undefined;
  }
}

/** The mean of all pixels. */
export class GlobalAveragePooling2D extends BaseGlobalPooling {
  static override readonly className: string = 'GlobalAveragePooling2D';

  constructor(first?: First<GlobalPoolingOptions, 'dataFormat'>, rest?: GlobalPoolingOptions) {
    const options = withFirst('dataFormat', first, rest);
    super(2, mean, options);
  }
}

/** The mean of all voxels. */
export class GlobalAveragePooling3D extends BaseGlobalPooling {
  static override readonly className: string = 'GlobalAveragePooling3D';

  constructor(first?: First<GlobalPoolingOptions, 'dataFormat'>, rest?: GlobalPoolingOptions) {
    const options = withFirst('dataFormat', first, rest);
    super(3, mean, options);
  }
}
