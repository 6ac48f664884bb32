/** The mean of `|yTrue - yPred|` (keras.metrics.MeanAbsoluteError). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { meanAbsoluteError } from '../losses/mean-absolute-error.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `|yTrue - yPred|`. */
export class MeanAbsoluteError extends MeanMetricWrapper {
  static override readonly className: string = 'MeanAbsoluteError';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    const { name = 'mean_absolute_error' } = withFirst('name', first, rest);
    super(floats(meanAbsoluteError), { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): MeanAbsoluteError {
    return new MeanAbsoluteError(optionsFrom<MetricOptions>(config));
  }
}
