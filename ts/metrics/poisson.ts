/** The mean of `yPred - yTrue · ln yPred` (keras.metrics.Poisson). */

import { type First, withFirst } from '../config/first.ts';
import { poisson } from '../losses/poisson.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `yPred - yTrue · ln yPred`. */
export class Poisson extends MeanMetricWrapper {
  static override readonly className: string = 'Poisson';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(floats(poisson), withFirst('name', first, rest), 'poisson');
  }
}
