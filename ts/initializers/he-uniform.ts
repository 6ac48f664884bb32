/** Random values with `±√(6/fanIn)` (keras.initializers.HeUniform; He et al., 2015). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { randomOptions } from './initializer.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: `±√(6/fanIn)`, evenly. */
export class HeUniform extends VarianceScaling {
  static override readonly className: string = 'HeUniform';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = withFirst('seed', first, rest);
    super({ ...options, scale: 2, mode: 'fan_in', distribution: 'uniform' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }

  /** The initializer of a Keras config. */
  static override fromConfig(config: Config): HeUniform {
    return new HeUniform(randomOptions<ScalingOptions>(config));
  }
}
