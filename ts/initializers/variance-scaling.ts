/** Random values whose variance fits the size of a layer (keras.initializers.VarianceScaling). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { isWithin, show, ValueError } from '../errors.ts';
import { normal } from '../ops/random/normal.ts';
import { truncatedNormal } from '../ops/random/truncated-normal.ts';
import { uniform } from '../ops/random/uniform.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { computeFans, type FanAxes } from './fans.ts';
import { RandomInitializer, type RandomOptions } from './initializer.ts';

/** Which fan the variance is divided by. */
export type FanMode = 'fan_in' | 'fan_out' | 'fan_avg';

/** How the values are spread. */
export type ScalingDistribution = 'truncated_normal' | 'untruncated_normal' | 'uniform';

/** Options of Glorot's, He's and LeCun's initializers. */
export interface ScalingOptions extends RandomOptions, FanAxes {}

/** Options of {@link VarianceScaling}. */
export interface VarianceScalingOptions extends ScalingOptions {
  /** The variance times the fan; > 0. Default 1. */
  readonly scale?: number;
  /** Default `'fan_in'`. */
  readonly mode?: FanMode;
  /** `'normal'` means truncated. Default `'truncated_normal'`. */
  readonly distribution?: ScalingDistribution | 'normal';
}

const modes: readonly FanMode[] = ['fan_in', 'fan_out', 'fan_avg'];
const distributions: readonly ScalingDistribution[] = ['truncated_normal', 'untruncated_normal', 'uniform'];

/** The deviation of a standard normal cut at two deviations. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/**
 * Values of variance `scale / max(1, fan)` around 0: uniform, normal, or normal without values beyond two
 * deviations (its deviation corrected for the cut).
 */
export class VarianceScaling extends RandomInitializer {
  static override readonly className: string = 'VarianceScaling';
  readonly scale: number;
  readonly mode: FanMode;
  readonly distribution: ScalingDistribution;
  readonly axes: FanAxes;

  constructor(first?: First<VarianceScalingOptions, 'scale'>, rest?: VarianceScalingOptions) {
    const options = optionsOf(
      new.target.className,
      'scale mode distribution seed inputAxes outputAxes',
      first,
      rest,
    );
    super(options);
    const { scale = 1, mode = 'fan_in', distribution = 'truncated_normal', inputAxes, outputAxes } = options;
    if (!isWithin(scale, Number.MIN_VALUE, Number.MAX_VALUE))
      throw new ValueError('VarianceScaling', 'a finite scale > 0', show(scale));
    if (!modes.includes(mode))
      throw new ValueError('VarianceScaling', `mode ${modes.join(', ')}`, show(mode));
    const spread = distribution === 'normal' ? 'truncated_normal' : distribution;
    if (!distributions.includes(spread))
      throw new ValueError('VarianceScaling', `distribution ${distributions.join(', ')}`, show(distribution));
    this.scale = scale;
    this.mode = mode;
    this.distribution = spread;
    this.axes = { ...(inputAxes && { inputAxes }), ...(outputAxes && { outputAxes }) };
  }

  protected override values(shape: Shape): Tensor {
    const { fanIn, fanOut } = computeFans(shape, this.axes);
    const fan = { fan_in: fanIn, fan_out: fanOut, fan_avg: (fanIn + fanOut) / 2 }[this.mode];
    const variance = this.scale / Math.max(1, fan);
    const { seed } = this;
    if (this.distribution === 'truncated_normal')
      return truncatedNormal(shape, { stddev: Math.sqrt(variance) / TRUNCATED_DEVIATION, seed });
    if (this.distribution === 'untruncated_normal')
      return normal(shape, { stddev: Math.sqrt(variance), seed });
    const limit = Math.sqrt(3 * variance);
    return uniform(shape, { minval: -limit, maxval: limit, seed });
  }

  /** The part of the config that Glorot's, He's and LeCun's initializers have. */
  protected axesConfig(): Config {
    const { inputAxes, outputAxes } = this.axes;
    return { ...super.getConfig(), input_axes: inputAxes ?? null, output_axes: outputAxes ?? null };
  }

  override getConfig(): Config {
    const { scale, mode, distribution } = this;
    return { ...this.axesConfig(), scale, mode, distribution };
  }
}
