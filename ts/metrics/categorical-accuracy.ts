/** How often the largest prediction is that of the one-hot target (keras.metrics.CategoricalAccuracy). */

import { type Config, optionsFrom } from '../config/config.ts';
import { categoricalAccuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** How often the largest prediction is that of the one-hot target. */
export class CategoricalAccuracy extends MeanMetricWrapper {
  override readonly className: string = 'CategoricalAccuracy';

  constructor({ name = 'categorical_accuracy' }: MetricOptions = {}) {
    super(categoricalAccuracy, { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): CategoricalAccuracy {
    return new CategoricalAccuracy(optionsFrom<MetricOptions>(config));
  }
}
