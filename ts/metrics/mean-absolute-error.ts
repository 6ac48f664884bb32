/** The mean of `|yTrue - yPred|` (keras.metrics.MeanAbsoluteError). */

import { type Config, optionsFrom } from '../config/config.ts';
import { meanAbsoluteError } from '../losses/mean-absolute-error.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `|yTrue - yPred|`. */
export class MeanAbsoluteError extends MeanMetricWrapper {
  override readonly className: string = 'MeanAbsoluteError';

  constructor({ name = 'mean_absolute_error' }: MetricOptions = {}) {
    super(floats(meanAbsoluteError), { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): MeanAbsoluteError {
    return new MeanAbsoluteError(optionsFrom<MetricOptions>(config));
  }
}
