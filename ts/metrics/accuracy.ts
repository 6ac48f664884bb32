/** How often predictions equal the targets (keras.metrics.Accuracy). */

import { type First, withFirst } from '../config/first.ts';
import { accuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** How often predictions equal the targets. */
export class Accuracy extends MeanMetricWrapper {
  static override readonly className: string = 'Accuracy';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(accuracy, withFirst('name', first, rest), 'accuracy');
  }
}
