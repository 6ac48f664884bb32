/** The share of what is there that is predicted (keras.metrics.Recall). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Count } from './confusion.ts';
import { type PrecisionOptions, ThresholdMetric } from './precision.ts';

/** Options of {@link Recall}. */
export interface RecallOptions extends PrecisionOptions {}

/** True positives over all that should be positive. */
export class Recall extends ThresholdMetric {
  static override readonly className: string = 'Recall';
  protected override readonly counts: readonly Count[] = ['true_positives', 'false_negatives'];

  constructor(first?: First<RecallOptions, 'thresholds'>, rest?: RecallOptions) {
    const options = withFirst('thresholds', first, rest);
    super('Recall', options.name ?? 'recall', options);
  }

  override result(): Tensor {
    return this.run(() => this.perThreshold(this.share('true_positives', 'false_negatives')));
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): Recall {
    return new Recall(optionsFrom<RecallOptions>(config));
  }
}
