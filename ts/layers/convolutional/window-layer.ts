/** What all convolution layers share: the window, bias, activation and their configs (keras.layers.BaseConv). */

import type { Activation } from '../../activations/index.ts';
import { type Config, serialize } from '../../config/config.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { Zeros } from '../../initializers/zeros.ts';
import { add } from '../../ops/arithmetic/add.ts';
import {
  checkStridesAndDilation,
  type DataFormat,
  dataFormatOf,
  type Padding,
  paddingOf,
  type Sizes,
  sizesOf,
} from '../../ops/convolution/geometry.ts';
import { moveaxis } from '../../ops/shape/moveaxis.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';

import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, oneShape, type SamplesApart } from '../layer.ts';
import { type ActivationIdentifier, activationName, type RegularizerIdentifier, resolve } from '../names.ts';
import { type RulesOf, rulesConfig, type WeightRulesOptions, weightRules } from '../weight-rules.ts';

/** Options of every convolution layer. By default kernels are Glorot uniform, the bias zeros. */
export interface WindowLayerOptions extends LayerOptions, WeightRulesOptions<'bias'> {
  /** Distance of successive positions. Default 1. */
  readonly strides?: Sizes;
  /** Default `'valid'`. */
  readonly padding?: Padding;
  /** Where the channels are; `channels_first` is computed by moving them. Default `'channels_last'`. */
  readonly dataFormat?: DataFormat;
  /** Distance of successive taps. Default 1. */
  readonly dilationRate?: Sizes;
  /** Applied to the result. Default: none. */
  readonly activation?: ActivationIdentifier;
  /** Default `true`. */
  readonly useBias?: boolean;
  readonly activityRegularizer?: RegularizerIdentifier;
}

/** A layer that moves a window over one to three spatial axes. */
export abstract class WindowLayer extends Layer {
  static override readonly samplesApart: SamplesApart = true;

  /** Number of spatial axes. */
  readonly spatialRank: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding | 'causal';
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly activation: Activation | undefined;
  readonly useBias: boolean;
  /** Of the bias; a subclass adds those of its kernels. */
  readonly rules: RulesOf<'bias'>;
  bias: Variable | undefined;
  /** Channels that it was built for. */
  #channels: number | undefined;

  constructor(
    rank: number,
    kernelSize: Sizes,
    options: Omit<WindowLayerOptions, 'padding'> & { readonly padding?: Padding | 'causal' },
    paddings: readonly (Padding | 'causal')[] = ['valid', 'same'],
  ) {
    super(options);
    const { where } = this;
    this.spatialRank = rank;
    this.kernelSize = sizesOf(where, 'kernelSize', kernelSize, rank);
    this.strides = sizesOf(where, 'strides', options.strides ?? 1, rank);
    this.dilationRate = sizesOf(where, 'dilationRate', options.dilationRate ?? 1, rank);
    checkStridesAndDilation(where, this.strides, this.dilationRate);
    this.padding = paddingOf(where, options.padding ?? 'valid', paddings);
    this.dataFormat = dataFormatOf(where, options.dataFormat);
    this.activation = options.activation && resolve('activation', options.activation, where);
    this.useBias = options.useBias ?? true;
    this.rules = weightRules(where, options, { bias: new Zeros() });
    this.activityRegularizer =
      options.activityRegularizer && resolve('regularizer', options.activityRegularizer, where);
  }

  /** The result before the bias, of a channels-last input. */
  protected abstract convolve(x: Tensor): Tensor;

  /** The sizes of the spatial axes of the output, and its channels. */
  protected abstract outputSizes(
    input: BatchShape,
    shape: BatchShape,
  ): { spatial: BatchShape; channels: number };

  /** The spatial sizes and channels of an input shape. */
  protected partsOf(inputShape: BatchShapes): { spatial: BatchShape; channels: number; shape: BatchShape } {
    const shape = oneShape(this.where, inputShape);
    const rank = this.spatialRank;
    if (shape.length !== rank + 2)
      throw new ShapeError(
        this.where,
        `an input of rank ${rank + 2}: (batch, ${rank === 1 ? 'steps' : `${rank} spatial axes`}, channels)`,
        showShape(shape),
      );
    const first = this.dataFormat === 'channels_first';
    const channels = first ? shape[1] : shape.at(-1);
    if (channels === null || channels === undefined || channels < 1)
      throw new ShapeError(this.where, 'an input whose channels are known, ≥ 1', showShape(shape));
    if (this.#channels !== undefined && channels !== this.#channels)
      throw new ShapeError(
        this.where,
        `an input of ${this.#channels} channels`,
        `${channels}, of shape ${showShape(shape)}`,
        'It was built for those.',
      );
    return { shape, channels, spatial: first ? shape.slice(2) : shape.slice(1, -1) };
  }

  /** Adds the bias, if there is one, and keeps the channels of the input. */
  protected finishBuild(channels: number, filters: number): void {
    if (this.useBias) this.bias = this.addWeight('bias', [filters], this.rules.bias);
    this.#channels = channels;
  }

  override call(x: Tensor): Tensor {
    this.computeOutputShape(x.shape);
    const first = this.dataFormat === 'channels_first';
    let y = this.convolve(first ? moveaxis(x, 1, -1) : x);
    if (this.bias !== undefined) y = add(y, this.bias);
    if (first) y = moveaxis(y, -1, 1);
    return this.activation === undefined ? y : this.activation(y);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const { spatial: input, shape } = this.partsOf(inputShape);
    const { spatial, channels } = this.outputSizes(input, shape);
    const [batch = null] = shape;
    return this.dataFormat === 'channels_first'
      ? [batch, channels, ...spatial]
      : [batch, ...spatial, channels];
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      kernel_size: this.kernelSize,
      strides: this.strides,
      padding: this.padding,
      data_format: this.dataFormat,
      dilation_rate: this.dilationRate,
      activation: activationName(this.activation),
      use_bias: this.useBias,
      ...rulesConfig(this.rules),
      activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
    };
  }
}
