/** The mean of `sum(yTrue · ln(yTrue / yPred))` (keras.metrics.KLDivergence). */

import { type First, withFirst } from '../config/first.ts';
import { klDivergence } from '../losses/kl-divergence.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `sum(yTrue · ln(yTrue / yPred))`. */
export class KLDivergence extends MeanMetricWrapper {
  static override readonly className: string = 'KLDivergence';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(floats(klDivergence), withFirst('name', first, rest), 'kl_divergence');
  }
}
