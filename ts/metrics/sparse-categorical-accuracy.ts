/** How often the largest prediction is that of the class whose number is the target (keras.metrics.SparseCategoricalAccuracy). */

import { type First, withFirst } from '../config/first.ts';
import { sparseCategoricalAccuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** How often the largest prediction is that of the class whose number is the target. */
export class SparseCategoricalAccuracy extends MeanMetricWrapper {
  static override readonly className: string = 'SparseCategoricalAccuracy';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(sparseCategoricalAccuracy, withFirst('name', first, rest), 'sparse_categorical_accuracy');
  }
}
