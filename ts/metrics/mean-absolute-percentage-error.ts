/** The mean of `100 · |(yTrue - yPred) / yTrue|` (keras.metrics.MeanAbsolutePercentageError). */

import { type First, withFirst } from '../config/first.ts';
import { meanAbsolutePercentageError } from '../losses/mean-absolute-percentage-error.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `100 · |(yTrue - yPred) / yTrue|`. */
export class MeanAbsolutePercentageError extends MeanMetricWrapper {
  static override readonly className: string = 'MeanAbsolutePercentageError';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(
      floats(meanAbsolutePercentageError),
      withFirst('name', first, rest),
      'mean_absolute_percentage_error',
    );
  }
}
