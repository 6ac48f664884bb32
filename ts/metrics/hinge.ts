/** The mean of `max(1 - yTrue · yPred, 0)` (keras.metrics.Hinge). */

import { type First, withFirst } from '../config/first.ts';
import { hinge } from '../losses/hinge.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** The mean of `max(1 - yTrue · yPred, 0)`. */
export class Hinge extends MeanMetricWrapper {
  static override readonly className: string = 'Hinge';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(floats(hinge), withFirst('name', first, rest), 'hinge');
  }
}
