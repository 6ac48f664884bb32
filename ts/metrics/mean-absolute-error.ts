/** The mean of `|yTrue - yPred|` (keras.metrics.MeanAbsoluteError). */

import { type First, withFirst } from '../config/first.ts';
import { meanAbsoluteError } from '../losses/mean-absolute-error.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `|yTrue - yPred|`. */
export class MeanAbsoluteError extends MeanMetricWrapper {
  static override readonly className: string = 'MeanAbsoluteError';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(floats(meanAbsoluteError), withFirst('name', first, rest), 'mean_absolute_error');
  }
}
