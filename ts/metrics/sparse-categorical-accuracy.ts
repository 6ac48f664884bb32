/** How often the largest prediction is that of the class whose number is the target (keras.metrics.SparseCategoricalAccuracy). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { sparseCategoricalAccuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** How often the largest prediction is that of the class whose number is the target. */
export class SparseCategoricalAccuracy extends MeanMetricWrapper {
  static override readonly className: string = 'SparseCategoricalAccuracy';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    const { name = 'sparse_categorical_accuracy' } = withFirst('name', first, rest);
    super(sparseCategoricalAccuracy, { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): SparseCategoricalAccuracy {
    return new SparseCategoricalAccuracy(optionsFrom<MetricOptions>(config));
  }
}
