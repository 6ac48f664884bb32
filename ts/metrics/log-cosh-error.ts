/** The mean of `ln cosh(yPred - yTrue)` (keras.metrics.LogCoshError). */

import { type First, withFirst } from '../config/first.ts';
import { logCosh } from '../losses/log-cosh.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `ln cosh(yPred - yTrue)`. */
export class LogCoshError extends MeanMetricWrapper {
  static override readonly className: string = 'LogCoshError';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(floats(logCosh), withFirst('name', first, rest), 'logcosh');
  }
}
