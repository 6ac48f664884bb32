/** Random values with deviation `√(2/(fanIn + fanOut))` (keras.initializers.GlorotNormal; Glorot and Bengio, 2010). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { randomOptions } from './initializer.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: deviation `√(2/(fanIn + fanOut))`, nothing beyond two deviations of the uncut normal. */
export class GlorotNormal extends VarianceScaling {
  static override readonly className: string = 'GlorotNormal';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = withFirst('seed', first, rest);
    super({ ...options, scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }

  /** The initializer of a Keras config. */
  static override fromConfig(config: Config): GlorotNormal {
    return new GlorotNormal(randomOptions<ScalingOptions>(config));
  }
}
