/** How often the class whose number is the target is among the k largest predictions (keras.metrics.SparseTopKCategoricalAccuracy). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { sparseTopKCategoricalAccuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import { checkK, type TopKOptions } from './top-k-categorical-accuracy.ts';

/** How often the class whose number is the target is among the k largest predictions. */
export class SparseTopKCategoricalAccuracy extends MeanMetricWrapper {
  static override readonly className: string = 'SparseTopKCategoricalAccuracy';
  readonly k: number;

  constructor(first?: First<TopKOptions, 'k'>, rest?: TopKOptions) {
    const { k = 5, name = 'sparse_top_k_categorical_accuracy' } = withFirst('k', first, rest);
    checkK('SparseTopKCategoricalAccuracy', k);
    super((yTrue, yPred) => sparseTopKCategoricalAccuracy(yTrue, yPred, k), { name });
    this.k = k;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), k: this.k };
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): SparseTopKCategoricalAccuracy {
    return new SparseTopKCategoricalAccuracy(optionsFrom<TopKOptions>(config));
  }
}
