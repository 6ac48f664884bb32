/** Random values with `±√(6/(fanIn + fanOut))` (keras.initializers.GlorotUniform; Glorot and Bengio, 2010). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: `±√(6/(fanIn + fanOut))`, evenly. */
export class GlorotUniform extends VarianceScaling {
  static override readonly className: string = 'GlorotUniform';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = optionsOf(new.target.className, 'seed inputAxes outputAxes', first, rest);
    super({ ...options, scale: 1, mode: 'fan_avg', distribution: 'uniform' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }
}
