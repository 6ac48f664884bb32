/** A ReLU that leaks below zero (keras.layers.LeakyReLU). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { leakyRelu } from '../../ops/activation/leaky-relu.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';

/** Options of {@link LeakyReLU}. */
export interface LeakyReLUOptions extends LayerOptions {
  /** The slope below 0. Default 0.3. */
  readonly negativeSlope?: number;
}

/** `x` where x ≥ 0, else `negativeSlope · x`. */
export class LeakyReLU extends Layer {
  static override readonly className: string = 'LeakyReLU';
  static override readonly samplesApart: SamplesApart = true;

  readonly negativeSlope: number;

  constructor(first?: First<LeakyReLUOptions, 'negativeSlope'>, rest?: LeakyReLUOptions) {
    const options = withFirst('negativeSlope', first, rest);
    super(options);
    this.negativeSlope = options.negativeSlope ?? 0.3;
    if (!isWithin(this.negativeSlope, 0))
      throw new ValueError(this.where, 'negativeSlope ≥ 0', show(this.negativeSlope));
    this.supportsMasking = true;
    this.built = true;
  }

  override call(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope });
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), negative_slope: this.negativeSlope };
  }
}
