/** The share of what is there that is predicted (keras.metrics.Recall). */

import { type First, optionsOf } from '../config/first.ts';
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
    const options = optionsOf(new.target.className, 'thresholds topK classId name', first, rest);
    super(options.name ?? 'recall', options);
  }

  override result(): Tensor {
    return this.run(() => this.perThreshold(this.share('true_positives', 'false_negatives')));
  }
}
