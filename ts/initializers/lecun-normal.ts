/** Random values with deviation `√(1/fanIn)` (keras.initializers.LecunNormal; LeCun et al., 1998). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: deviation `√(1/fanIn)`, nothing beyond two deviations of the uncut normal. */
export class LecunNormal extends VarianceScaling {
  static override readonly className: string = 'LecunNormal';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = optionsOf(new.target.className, 'seed inputAxes outputAxes', first, rest);
    super({ ...options, scale: 1, mode: 'fan_in', distribution: 'truncated_normal' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }
}
