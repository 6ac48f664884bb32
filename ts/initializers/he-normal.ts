/** Random values with deviation `√(2/fanIn)` (keras.initializers.HeNormal; He et al., 2015). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: deviation `√(2/fanIn)`, nothing beyond two deviations of the uncut normal. */
export class HeNormal extends VarianceScaling {
  static override readonly className: string = 'HeNormal';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = optionsOf(new.target.className, 'seed inputAxes outputAxes', first, rest);
    super({ ...options, scale: 2, mode: 'fan_in', distribution: 'truncated_normal' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }
}
