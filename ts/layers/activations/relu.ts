/** The rectified linear unit as a layer (keras.layers.ReLU). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { leakyRelu } from '../../ops/activation/leaky-relu.ts';
import { relu } from '../../ops/activation/relu.ts';
import { relu6 } from '../../ops/activation/relu6.ts';
import { minimum } from '../../ops/arithmetic/minimum.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { subtract } from '../../ops/arithmetic/subtract.ts';
import { greater } from '../../ops/compare/greater.ts';
import { where } from '../../ops/index/where.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';

/** Options of {@link ReLU}. */
export interface ReLUOptions extends LayerOptions {
  /** Larger values become this. Default: no limit. */
  readonly maxValue?: number;
  /** The slope below the threshold. Default 0. */
  readonly negativeSlope?: number;
  /** Default 0. */
  readonly threshold?: number;
}

/** `max(x, 0)`; with options `min(x, maxValue)` from the threshold on, `negativeSlope · (x - threshold)` below. */
export class ReLU extends Layer {
  static override readonly className: string = 'ReLU';
  static override readonly samplesApart: SamplesApart = true;

  readonly maxValue: number | undefined;
  readonly negativeSlope: number;
  readonly threshold: number;

  constructor(first?: First<ReLUOptions, 'maxValue'>, rest?: ReLUOptions) {
    const options = withFirst('maxValue', first, rest);
    super(options);
    this.maxValue = options.maxValue;
    this.negativeSlope = options.negativeSlope ?? 0;
    this.threshold = options.threshold ?? 0;
    if (![this.maxValue ?? 0, this.negativeSlope, this.threshold].every((value) => isWithin(value, 0)))
      throw new ValueError(
        this.where,
        'maxValue, negativeSlope and threshold ≥ 0',
        `${show(this.maxValue)}, ${show(this.negativeSlope)} and ${show(this.threshold)}`,
      );
    this.supportsMasking = true;
    this.built = true;
  }

  override call(x: Tensor): Tensor {
    const { negativeSlope, threshold, maxValue } = this;
    if (negativeSlope === 0 && threshold === 0 && maxValue === undefined) return relu(x);
    if (threshold === 0 && maxValue === undefined) return leakyRelu(x, { negativeSlope });
    let y: Tensor;
    if (threshold !== 0) y = where(greater(x, threshold), x, 0);
    else y = maxValue === 6 ? relu6(x) : relu(x);
    if (maxValue !== undefined) y = minimum(y, maxValue);
    return negativeSlope === 0 ? y : subtract(y, multiply(relu(subtract(threshold, x)), negativeSlope));
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    return inputShape;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      max_value: this.maxValue ?? null,
      negative_slope: this.negativeSlope,
      threshold: this.threshold,
    };
  }
}
