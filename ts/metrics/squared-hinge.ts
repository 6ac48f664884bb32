/** The mean of `max(1 - yTrue · yPred, 0)²` (keras.metrics.SquaredHinge). */

import { type First, withFirst } from '../config/first.ts';
import { squaredHinge } from '../losses/squared-hinge.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `max(1 - yTrue · yPred, 0)²`. */
export class SquaredHinge extends MeanMetricWrapper {
  static override readonly className: string = 'SquaredHinge';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(floats(squaredHinge), withFirst('name', first, rest), 'squared_hinge');
  }
}
