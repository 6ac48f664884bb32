/** Random values with `±√(3/fanIn)` (keras.initializers.LecunUniform; LeCun et al., 1998). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: `±√(3/fanIn)`, evenly. */
export class LecunUniform extends VarianceScaling {
  static override readonly className: string = 'LecunUniform';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = optionsOf(new.target.className, 'seed inputAxes outputAxes', first, rest);
    super({ ...options, scale: 1, mode: 'fan_in', distribution: 'uniform' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }
}
