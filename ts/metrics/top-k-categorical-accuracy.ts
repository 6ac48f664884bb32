/** How often the one-hot target is among the k largest predictions (keras.metrics.TopKCategoricalAccuracy). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { show, ValueError } from '../errors.ts';
import { topKCategoricalAccuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** Options of {@link TopKCategoricalAccuracy} and `SparseTopKCategoricalAccuracy`. */
export interface TopKOptions extends MetricOptions {
  /** How many of the largest predictions count. Default 5. */
  readonly k?: number;
}

/** A whole number ≥ 1, or a {@link ValueError}. */
export function checkK(where: string, k: number): number {
  if (!(Number.isInteger(k) && k >= 1)) throw new ValueError(where, 'a whole k ≥ 1', show(k));
  return k;
}

/** How often the one-hot target is among the k largest predictions. */
export class TopKCategoricalAccuracy extends MeanMetricWrapper {
  static override readonly className: string = 'TopKCategoricalAccuracy';
  readonly k: number;

  constructor(first?: First<TopKOptions, 'k'>, rest?: TopKOptions) {
    const { k = 5, name = 'top_k_categorical_accuracy' } = withFirst('k', first, rest);
    checkK('TopKCategoricalAccuracy', k);
    super((yTrue, yPred) => topKCategoricalAccuracy(yTrue, yPred, k), { name });
    this.k = k;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), k: this.k };
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): TopKCategoricalAccuracy {
    return new TopKCategoricalAccuracy(optionsFrom<TopKOptions>(config));
  }
}
