/** How often the largest prediction is that of the one-hot target (keras.metrics.CategoricalAccuracy). */

import { type First, withFirst } from '../config/first.ts';
import { categoricalAccuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** How often the largest prediction is that of the one-hot target. */
export class CategoricalAccuracy extends MeanMetricWrapper {
  static override readonly className: string = 'CategoricalAccuracy';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(categoricalAccuracy, withFirst('name', first, rest), 'categorical_accuracy');
  }
}
