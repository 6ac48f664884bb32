/** One axis for all but the batch (keras.layers.Flatten). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { type DataFormat, dataFormatOf } from '../../ops/convolution/geometry.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { transpose } from '../../ops/shape/transpose.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, oneShape, type SamplesApart } from '../layer.ts';
import { knownSize } from './shapes.ts';

export type { DataFormat } from '../../ops/convolution/geometry.ts';

/** Options of {@link Flatten}. */
export interface FlattenOptions extends LayerOptions {
  /** `channels_first` moves the channels last before it flattens. Default `channels_last`. */
  readonly dataFormat?: DataFormat;
}

/** (n, a, b, …) → (n, a·b·…); (n,) → (n, 1). */
export class Flatten extends Layer {
  static override readonly className: string = 'Flatten';
  static override readonly samplesApart: SamplesApart = true;

  readonly dataFormat: DataFormat;

  constructor(first?: First<FlattenOptions, 'dataFormat'>, rest?: FlattenOptions) {
    const options = withFirst('dataFormat', first, rest);
    super(options);
    this.dataFormat = dataFormatOf(this.where, options.dataFormat);
  }

  override call(x: Tensor): Tensor {
    const [batch = 1, ...rest] = x.shape;
    const size = rest.reduce((product, axis) => product * axis, 1);
    const channelsFirst = this.dataFormat === 'channels_first' && x.rank > 2;
    const axes = [0, ...rest.map((_, axis) => axis + 2).slice(0, -1), 1];
    return reshape(channelsFirst ? transpose(x, axes) : x, [batch, size]);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const [batch = null, ...rest] = oneShape(this.where, inputShape);
    return [batch, knownSize(rest)];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), data_format: this.dataFormat };
  }
}
