/** How often predictions lie on the right side of a threshold (keras.metrics.BinaryAccuracy). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { checkFinite } from '../errors.ts';
import { binaryAccuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** Options of {@link BinaryAccuracy}. */
export interface BinaryAccuracyOptions extends MetricOptions {
  /** Above it a prediction counts as 1. Default 0.5. */
  readonly threshold?: number;
}

/** How often `yPred > threshold` agrees with targets 0 and 1. */
export class BinaryAccuracy extends MeanMetricWrapper {
  static override readonly className: string = 'BinaryAccuracy';
  readonly threshold: number;

  constructor(first?: First<BinaryAccuracyOptions, 'name'>, rest?: BinaryAccuracyOptions) {
    const { threshold = 0.5, name = 'binary_accuracy' } = optionsOf(
      new.target.className,
      'name threshold',
      first,
      rest,
    );
    super((yTrue, yPred) => binaryAccuracy(yTrue, yPred, threshold), { name });
    this.threshold = checkFinite('BinaryAccuracy', 'threshold', threshold);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), threshold: this.threshold };
  }
}
