/** The mean of `max(max((1 - yTrue) · yPred) - sum(yTrue · yPred) + 1, 0)` (keras.metrics.CategoricalHinge). */

import { type First, withFirst } from '../config/first.ts';
import { categoricalHinge } from '../losses/categorical-hinge.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `max(max((1 - yTrue) · yPred) - sum(yTrue · yPred) + 1, 0)`. */
export class CategoricalHinge extends MeanMetricWrapper {
  static override readonly className: string = 'CategoricalHinge';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(floats(categoricalHinge), withFirst('name', first, rest), 'categorical_hinge');
  }
}
