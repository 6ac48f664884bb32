/** Multiplicative noise (keras.layers.GaussianDropout; Srivastava et al., 2014). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { normal } from '../../ops/random/normal.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { AnyLayer, CallOptions, SamplesApart } from '../layer.ts';
import { RandomLayer, type RandomLayerOptions } from './random-layer.ts';

/** While training, multiplies by normal noise of mean 1 and variance rate/(1 - rate). */
export class GaussianDropout extends RandomLayer {
  static override readonly className: string = 'GaussianDropout';
  static override readonly samplesApart: SamplesApart = true;

  readonly rate: number;

  constructor(rate: number, options: RandomLayerOptions = {}) {
    super(options);
    if (!(isWithin(rate, 0) && rate < 1))
      throw new ValueError(this.where, 'rate from 0 to below 1', show(rate));
    this.rate = rate;
  }

  override call(x: Tensor, { training = false }: CallOptions = {}): Tensor {
    if (!training || this.rate === 0) return x;
    const stddev = Math.sqrt(this.rate / (1 - this.rate));
    return multiply(x, normal(x.shape, { mean: 1, stddev, seed: this.generator }));
  }

  override getConfig(): Config {
    return { ...super.getConfig(), rate: this.rate };
  }

  static override fromConfig(config: Config): AnyLayer {
    return new GaussianDropout(
      numberIn(config, 'rate', 'GaussianDropout.fromConfig'),
      optionsFrom(config, 'GaussianDropout.fromConfig'),
    );
  }
}
