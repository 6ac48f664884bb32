/** Random values with deviation `√(2/(fanIn + fanOut))` (keras.initializers.GlorotNormal; Glorot and Bengio, 2010). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: deviation `√(2/(fanIn + fanOut))`, nothing beyond two deviations of the uncut normal. */
export class GlorotNormal extends VarianceScaling {
  static override readonly className: string = 'GlorotNormal';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = optionsOf(new.target.className, 'seed inputAxes outputAxes', first, rest);
    super({ ...options, scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }
}
