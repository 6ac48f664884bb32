/** The mean of `yPred - yTrue · ln yPred` (keras.metrics.Poisson). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { poisson } from '../losses/poisson.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `yPred - yTrue · ln yPred`. */
export class Poisson extends MeanMetricWrapper {
  static override readonly className: string = 'Poisson';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    const { name = 'poisson' } = withFirst('name', first, rest);
    super(floats(poisson), { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): Poisson {
    return new Poisson(optionsFrom<MetricOptions>(config));
  }
}
