/** How often predictions lie on the right side of a threshold (keras.metrics.BinaryAccuracy). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { show, ValueError } from '../errors.ts';
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
    const { threshold = 0.5, name = 'binary_accuracy' } = withFirst('name', first, rest);
    super((yTrue, yPred) => binaryAccuracy(yTrue, yPred, threshold), { name });
    if (!Number.isFinite(threshold))
      throw new ValueError('BinaryAccuracy', 'a finite threshold', show(threshold));
    this.threshold = threshold;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), threshold: this.threshold };
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): BinaryAccuracy {
    return new BinaryAccuracy(optionsFrom<BinaryAccuracyOptions>(config));
  }
}
