/** Random values with `±√(6/fanIn)` (keras.initializers.HeUniform; He et al., 2015). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { type ScalingOptions, VarianceScaling } from './variance-scaling.ts';

/** Values around 0: `±√(6/fanIn)`, evenly. */
export class HeUniform extends VarianceScaling {
  static override readonly className: string = 'HeUniform';

  constructor(first?: First<ScalingOptions, 'seed'>, rest?: ScalingOptions) {
    const options = optionsOf(new.target.className, 'seed inputAxes outputAxes', first, rest);
    super({ ...options, scale: 2, mode: 'fan_in', distribution: 'uniform' });
  }

  override getConfig(): Config {
    return this.axesConfig();
  }
}
