/** The mean squared difference of `ln(y + 1)` (keras.metrics.MeanSquaredLogarithmicError). */

import { type First, withFirst } from '../config/first.ts';
import { meanSquaredLogarithmicError } from '../losses/mean-squared-logarithmic-error.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean squared difference of `ln(y + 1)`. */
export class MeanSquaredLogarithmicError extends MeanMetricWrapper {
  static override readonly className: string = 'MeanSquaredLogarithmicError';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(
      floats(meanSquaredLogarithmicError),
      withFirst('name', first, rest),
      'mean_squared_logarithmic_error',
    );
  }
}
