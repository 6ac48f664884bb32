/** Convolutions of each channel by itself (keras.layers.DepthwiseConv1D, DepthwiseConv2D). */

import { type Config, optionsFrom } from '../../config/config.ts';
import { checkWhole } from '../../errors.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import { depthwiseConv } from '../../ops/convolution/depthwise-conv.ts';
import { checkFits, outputSize, type Sizes } from '../../ops/convolution/geometry.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { BatchShape } from '../keras-tensor.ts';
import type { AnyLayer, BatchShapes } from '../layer.ts';
import { type RulesOf, type WeightRulesOptions, weightRules } from '../weight-rules.ts';
import { sizesIn } from './config.ts';
import { WindowLayer, type WindowLayerOptions } from './window-layer.ts';

/** Options of a depthwise convolution. */
export interface DepthwiseConvOptions extends WindowLayerOptions, WeightRulesOptions<'depthwise'> {
  /** Outputs of each channel. Default 1. */
  readonly depthMultiplier?: number;
}

/** What depthwise and separable convolutions share: kernel (…kernelSize, channels, depthMultiplier). */
export abstract class BaseDepthwiseConv extends WindowLayer {
  readonly depthMultiplier: number;
  declare readonly rules: RulesOf<'depthwise' | 'bias'>;
  kernel: Variable | undefined;

  constructor(rank: number, kernelSize: Sizes, options: DepthwiseConvOptions) {
    super(rank, kernelSize, options);
    const { where } = this;
    this.depthMultiplier = checkWhole(where, 'depthMultiplier', options.depthMultiplier ?? 1, 1);
    this.rules = { ...this.rules, ...weightRules(where, options, { depthwise: new GlorotUniform() }) };
  }

  /** Channels of the output for channels of the input. */
  protected filtersOf(channels: number): number {
    return channels * this.depthMultiplier;
  }

  override build(inputShape: BatchShapes): void {
    const { channels } = this.partsOf(inputShape);
    this.computeOutputShape(inputShape);
    const shape = [...this.kernelSize, channels, this.depthMultiplier];
    this.kernel = this.addWeight(this.kernelName, shape, this.rules.depthwise);
    this.buildPointwise(channels * this.depthMultiplier);
    this.finishBuild(channels, this.filtersOf(channels));
  }

  /** The name of the depthwise kernel. */
  protected get kernelName(): string {
    return 'kernel';
  }

  /** Adds the kernel that a separable convolution also has. */
  protected buildPointwise(_channels: number): void {}

  protected override convolve(x: Tensor): Tensor {
    const { strides, padding, dilationRate } = this;
    return depthwiseConv(x, this.kernel as Variable, { strides, padding, dilationRate }, this.where);
  }

  protected override outputSizes(
    input: BatchShape,
    shape: BatchShape,
  ): { spatial: BatchShape; channels: number } {
    const { kernelSize, strides, dilationRate, padding } = this;
    const spatial = input.map((size, axis) =>
      outputSize(
        size,
        kernelSize[axis] as number,
        strides[axis] as number,
        dilationRate[axis] as number,
        padding,
      ),
    );
    checkFits(this.where, shape, spatial, kernelSize, dilationRate);
    const channels = (this.dataFormat === 'channels_first' ? shape[1] : shape.at(-1)) as number;
    return { spatial, channels: this.filtersOf(channels) };
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      depth_multiplier: this.depthMultiplier,
    };
  }
}

/** Input (batch, steps, channels), output (batch, positions, channels · depthMultiplier). */
export class DepthwiseConv1D extends BaseDepthwiseConv {
  static override readonly className: string = 'DepthwiseConv1D';

  constructor(kernelSize: Sizes, options: DepthwiseConvOptions = {}) {
    super(1, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'DepthwiseConv1D.fromConfig';
    return new DepthwiseConv1D(sizesIn(config, 'kernel_size', where), optionsFrom(config, where));
  }
}

/** Input (batch, height, width, channels), output (batch, height, width, channels · depthMultiplier). */
export class DepthwiseConv2D extends BaseDepthwiseConv {
  static override readonly className: string = 'DepthwiseConv2D';

  constructor(kernelSize: Sizes, options: DepthwiseConvOptions = {}) {
    super(2, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'DepthwiseConv2D.fromConfig';
    return new DepthwiseConv2D(sizesIn(config, 'kernel_size', where), optionsFrom(config, where));
  }
}
