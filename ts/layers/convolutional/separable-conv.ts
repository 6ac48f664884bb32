/** Convolutions of each channel, then across channels (keras.layers.SeparableConv1D, SeparableConv2D; Chollet, 2017). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { checkWhole } from '../../errors.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import { conv } from '../../ops/convolution/conv.ts';
import type { Sizes } from '../../ops/convolution/geometry.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { AnyLayer } from '../layer.ts';
import { type RulesOf, type WeightRulesOptions, weightRules } from '../weight-rules.ts';
import { sizesIn } from './config.ts';
import { BaseDepthwiseConv, type DepthwiseConvOptions } from './depthwise-conv.ts';

/** Options of a separable convolution. */
export interface SeparableConvOptions extends DepthwiseConvOptions, WeightRulesOptions<'pointwise'> {}

/** A depthwise kernel, then a pointwise one (1, …, channels · depthMultiplier, filters). */
export abstract class BaseSeparableConv extends BaseDepthwiseConv {
  readonly filters: number;
  declare readonly rules: RulesOf<'depthwise' | 'pointwise' | 'bias'>;
  pointwiseKernel: Variable | undefined;

  constructor(rank: number, filters: number, kernelSize: Sizes, options: SeparableConvOptions) {
    super(rank, kernelSize, options);
    const { where } = this;
    this.filters = checkWhole(where, 'filters', filters, 1);
    this.rules = { ...this.rules, ...weightRules(where, options, { pointwise: new GlorotUniform() }) };
  }

  /** The kernel of the depthwise part, under Keras's name. */
  get depthwiseKernel(): Variable | undefined {
    return this.kernel;
  }

  protected override get kernelName(): string {
    return 'depthwise_kernel';
  }

  protected override filtersOf(): number {
    return this.filters;
  }

  protected override buildPointwise(channels: number): void {
    const ones = this.kernelSize.map(() => 1);
    this.pointwiseKernel = this.addWeight(
      'pointwise_kernel',
      [...ones, channels, this.filters],
      this.rules.pointwise,
    );
  }

  protected override convolve(x: Tensor): Tensor {
    return conv(super.convolve(x), this.pointwiseKernel as Variable, {}, this.where);
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      filters: this.filters,
    };
  }
}

/** Input (batch, steps, channels), output (batch, positions, filters). */
export class SeparableConv1D extends BaseSeparableConv {
  static override readonly className: string = 'SeparableConv1D';

  constructor(filters: number, kernelSize: Sizes, options: SeparableConvOptions = {}) {
    super(1, filters, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'SeparableConv1D.fromConfig';
    return new SeparableConv1D(
      numberIn(config, 'filters', where),
      sizesIn(config, 'kernel_size', where),
      optionsFrom(config, where),
    );
  }
}

/** Input (batch, height, width, channels), output (batch, height, width, filters). */
export class SeparableConv2D extends BaseSeparableConv {
  static override readonly className: string = 'SeparableConv2D';

  constructor(filters: number, kernelSize: Sizes, options: SeparableConvOptions = {}) {
    super(2, filters, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'SeparableConv2D.fromConfig';
    return new SeparableConv2D(
      numberIn(config, 'filters', where),
      sizesIn(config, 'kernel_size', where),
      optionsFrom(config, where),
    );
  }
}
