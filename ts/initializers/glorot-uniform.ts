/** Random values with `±√(6/(fanIn + fanOut))` (keras.initializers.GlorotUniform; Glorot and Bengio, 2010). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { randomOptions } from './initializer.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: `±√(6/(fanIn + fanOut))`, evenly. */
export class GlorotUniform extends VarianceScaling {
  static override readonly className: string = 'GlorotUniform';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = withFirst('seed', first, rest);
    super({ ...options, scale: 1, mode: 'fan_avg', distribution: 'uniform' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }

  /** The initializer of a Keras config. */
  static override fromConfig(config: Config): GlorotUniform {
    return new GlorotUniform(randomOptions<ScalingOptions>(config));
  }
}
