/** What Conv1D, Conv2D and Conv3D share. */

import type { Config } from '../../config/config.ts';
import { checkWhole, show, ValueError } from '../../errors.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import { conv } from '../../ops/convolution/conv.ts';
import { checkFits, outputSize, type Padding, type Sizes } from '../../ops/convolution/geometry.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { BatchShape } from '../keras-tensor.ts';
import type { BatchShapes } from '../layer.ts';
import { type RulesOf, type WeightRulesOptions, weightRules } from '../weight-rules.ts';
import { WindowLayer, type WindowLayerOptions } from './window-layer.ts';

/** Options of a convolution. */
export interface ConvLayerOptions extends WindowLayerOptions, WeightRulesOptions<'kernel'> {
  /** Groups of channels and filters that see each other. Default 1. */
  readonly groups?: number;
}

/** A convolution: kernel (…kernelSize, channels / groups, filters). */
export abstract class BaseConv extends WindowLayer {
  readonly filters: number;
  readonly groups: number;
  declare readonly rules: RulesOf<'kernel' | 'bias'>;
  kernel: Variable | undefined;

  constructor(
    rank: number,
    filters: number,
    kernelSize: Sizes,
    options: Omit<ConvLayerOptions, 'padding'> & { readonly padding?: Padding | 'causal' },
  ) {
    super(rank, kernelSize, options, rank === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same']);
    const { where } = this;
    this.filters = checkWhole(where, 'filters', filters, 1);
    this.groups = checkWhole(where, 'groups', options.groups ?? 1, 1);
    if (filters % this.groups !== 0)
      throw new ValueError(where, `filters to be a multiple of groups, ${this.groups}`, show(filters));
    this.rules = { ...this.rules, ...weightRules(where, options, { kernel: new GlorotUniform() }) };
  }

  override build(inputShape: BatchShapes): void {
    const { channels } = this.partsOf(inputShape);
    if (channels % this.groups !== 0)
      throw new ValueError(
        this.where,
        `channels of the input to be a multiple of groups, ${this.groups}`,
        `${channels} channels`,
      );
    this.computeOutputShape(inputShape);
    const shape = [...this.kernelSize, channels / this.groups, this.filters];
    this.kernel = this.addWeight('kernel', shape, this.rules.kernel);
    this.finishBuild(channels, this.filters);
  }

  protected override convolve(x: Tensor): Tensor {
    const { strides, padding, dilationRate } = this;
    return conv(x, this.kernel as Variable, { strides, padding, dilationRate }, this.where);
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
    return { spatial, channels: this.filters };
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      filters: this.filters,
      groups: this.groups,
    };
  }
}
