/** The mean of `(yTrue - yPred)²` (keras.metrics.MeanSquaredError). */

import { type Config, optionsFrom } from '../config/config.ts';
import { meanSquaredError } from '../losses/mean-squared-error.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `(yTrue - yPred)²`. */
export class MeanSquaredError extends MeanMetricWrapper {
  override readonly className: string = 'MeanSquaredError';

  constructor({ name = 'mean_squared_error' }: MetricOptions = {}) {
    super(floats(meanSquaredError), { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): MeanSquaredError {
    return new MeanSquaredError(optionsFrom<MetricOptions>(config));
  }
}
