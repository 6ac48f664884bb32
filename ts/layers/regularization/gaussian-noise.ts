/** Additive noise (keras.layers.GaussianNoise). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import { isWithin, show, ValueError } from '../../errors.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { normal } from '../../ops/random/normal.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { AnyLayer, CallOptions, SamplesApart } from '../layer.ts';
import { RandomLayer, type RandomLayerOptions } from './random-layer.ts';

/** While training, adds normal noise of mean 0 and the standard deviation given, from 0 to 1. */
export class GaussianNoise extends RandomLayer {
  static override readonly className: string = 'GaussianNoise';
  static override readonly samplesApart: SamplesApart = true;

  readonly stddev: number;

  constructor(stddev: number, options: RandomLayerOptions = {}) {
    super(options);
    if (!isWithin(stddev, 0, 1)) throw new ValueError(this.where, 'stddev from 0 to 1', show(stddev));
    this.stddev = stddev;
  }

  override call(x: Tensor, { training = false }: CallOptions = {}): Tensor {
    if (!training || this.stddev === 0) return x;
    return add(x, normal(x.shape, { stddev: this.stddev, seed: this.generator }));
  }

  override getConfig(): Config {
    return { ...super.getConfig(), stddev: this.stddev };
  }

  static override fromConfig(config: Config): AnyLayer {
    return new GaussianNoise(
      numberIn(config, 'stddev', 'GaussianNoise.fromConfig'),
      optionsFrom(config, 'GaussianNoise.fromConfig'),
    );
  }
}
