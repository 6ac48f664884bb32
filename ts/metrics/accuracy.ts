/** How often predictions equal the targets (keras.metrics.Accuracy). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { accuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** How often predictions equal the targets. */
export class Accuracy extends MeanMetricWrapper {
  static override readonly className: string = 'Accuracy';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    const { name = 'accuracy' } = withFirst('name', first, rest);
    super(accuracy, { name });
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): Accuracy {
    return new Accuracy(optionsFrom<MetricOptions>(config));
  }
}
