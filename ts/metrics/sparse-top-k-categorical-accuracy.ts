/** How often the class whose number is the target is among the k largest predictions (keras.metrics.SparseTopKCategoricalAccuracy). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { checkWhole } from '../errors.ts';
import { sparseTopKCategoricalAccuracy } from './accuracies.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { TopKOptions } from './top-k-categorical-accuracy.ts';

/** How often the class whose number is the target is among the k largest predictions. */
export class SparseTopKCategoricalAccuracy extends MeanMetricWrapper {
  static override readonly className: string = 'SparseTopKCategoricalAccuracy';
  readonly k: number;

  constructor(first?: First<TopKOptions, 'k'>, rest?: TopKOptions) {
    const { k = 5, name = 'sparse_top_k_categorical_accuracy' } = optionsOf(
      new.target.className,
      'k name',
      first,
      rest,
    );
    checkWhole('SparseTopKCategoricalAccuracy', 'k', k, 1);
    super((yTrue, yPred) => sparseTopKCategoricalAccuracy(yTrue, yPred, k), { name });
    this.k = k;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), k: this.k };
  }
}
