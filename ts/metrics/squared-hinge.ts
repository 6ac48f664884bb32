/** The mean of `max(1 - yTrue · yPred, 0)²` (keras.metrics.SquaredHinge). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { squaredHinge } from '../losses/squared-hinge.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `max(1 - yTrue · yPred, 0)²`. */
export class SquaredHinge extends MeanMetricWrapper {
  static override readonly className: string = 'SquaredHinge';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    const { name = 'squared_hinge' } = withFirst('name', first, rest);
    super(floats(squaredHinge), { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): SquaredHinge {
    return new SquaredHinge(optionsFrom<MetricOptions>(config));
  }
}
