/** The mean squared difference of `ln(y + 1)` (keras.metrics.MeanSquaredLogarithmicError). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { meanSquaredLogarithmicError } from '../losses/mean-squared-logarithmic-error.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean squared difference of `ln(y + 1)`. */
export class MeanSquaredLogarithmicError extends MeanMetricWrapper {
  static override readonly className: string = 'MeanSquaredLogarithmicError';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    const { name = 'mean_squared_logarithmic_error' } = withFirst('name', first, rest);
    super(floats(meanSquaredLogarithmicError), { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): MeanSquaredLogarithmicError {
    return new MeanSquaredLogarithmicError(optionsFrom<MetricOptions>(config));
  }
}
