/** The mean of `sum(yTrue · ln(yTrue / yPred))` (keras.metrics.KLDivergence). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { klDivergence } from '../losses/kl-divergence.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `sum(yTrue · ln(yTrue / yPred))`. */
export class KLDivergence extends MeanMetricWrapper {
  static override readonly className: string = 'KLDivergence';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    const { name = 'kl_divergence' } = withFirst('name', first, rest);
    super(floats(klDivergence), { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): KLDivergence {
    return new KLDivergence(optionsFrom<MetricOptions>(config));
  }
}
