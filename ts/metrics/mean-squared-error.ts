/** The mean of `(yTrue - yPred)²` (keras.metrics.MeanSquaredError). */

import { type First, withFirst } from '../config/first.ts';
import { meanSquaredError } from '../losses/mean-squared-error.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `(yTrue - yPred)²`. */
export class MeanSquaredError extends MeanMetricWrapper {
  static override readonly className: string = 'MeanSquaredError';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(floats(meanSquaredError), withFirst('name', first, rest), 'mean_squared_error');
  }
}
