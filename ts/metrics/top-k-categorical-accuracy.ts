/** How often the one-hot target is among the k largest predictions (keras.metrics.TopKCategoricalAccuracy). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { checkWhole } from '../errors.ts';
import { topKCategoricalAccuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** Options of {@link TopKCategoricalAccuracy} and `SparseTopKCategoricalAccuracy`. */
export interface TopKOptions extends MetricOptions {
  /** How many of the largest predictions count. Default 5. */
  readonly k?: number;
}

/** How often the one-hot target is among the k largest predictions. */
export class TopKCategoricalAccuracy extends MeanMetricWrapper {
  static override readonly className: string = 'TopKCategoricalAccuracy';
  readonly k: number;

  constructor(first?: First<TopKOptions, 'k'>, rest?: TopKOptions) {
    const { k = 5, name = 'top_k_categorical_accuracy' } = optionsOf(
      new.target.className,
      'k name',
      first,
      rest,
    );
    checkWhole('TopKCategoricalAccuracy', 'k', k, 1);
    super((yTrue, yPred) => topKCategoricalAccuracy(yTrue, yPred, k), { name });
    this.k = k;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), k: this.k };
  }
}
