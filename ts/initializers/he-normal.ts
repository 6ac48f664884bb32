/** Random values with deviation `√(2/fanIn)` (keras.initializers.HeNormal; He et al., 2015). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { randomOptions } from './initializer.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: deviation `√(2/fanIn)`, nothing beyond two deviations of the uncut normal. */
export class HeNormal extends VarianceScaling {
  static override readonly className: string = 'HeNormal';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = withFirst('seed', first, rest);
    super({ ...options, scale: 2, mode: 'fan_in', distribution: 'truncated_normal' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }

  /** The initializer of a Keras config. */
  static override fromConfig(config: Config): HeNormal {
    return new HeNormal(randomOptions<ScalingOptions>(config));
  }
}
