/** The mean of `ln cosh(yPred - yTrue)` (keras.metrics.LogCoshError). */

import { type Config, optionsFrom } from '../config/config.ts';
import { logCosh } from '../losses/log-cosh.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `ln cosh(yPred - yTrue)`. */
export class LogCoshError extends MeanMetricWrapper {
  override readonly className: string = 'LogCoshError';

  constructor({ name = 'logcosh' }: MetricOptions = {}) {
    super(floats(logCosh), { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): LogCoshError {
    return new LogCoshError(optionsFrom<MetricOptions>(config));
  }
}
