/** The best precision where recall is at least a value (keras.metrics.PrecisionAtRecall). */

import type { Config } from '../config/config.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { BestAtConstraint, type BestAtConstraintOptions } from './best-at-constraint.ts';

/** The best precision where recall is at least a value, over all thresholds; 0 where it never is. */
export class PrecisionAtRecall extends BestAtConstraint {
  static override readonly className: string = 'PrecisionAtRecall';
  static readonly requiredArguments: string = 'recall';
  readonly recall: number;

  /** @param recall From 0 to 1. */
  constructor(recall: number, options: BestAtConstraintOptions = {}) {
    super('precision_at_recall', recall, options);
    this.recall = recall;
  }

  override result(): Tensor {
    return this.best(
      () => this.share('true_positives', 'false_negatives'),
      () => this.share('true_positives', 'false_positives'),
    );
  }

  override getConfig(): Config {
    return { ...super.getConfig(), recall: this.recall };
  }
}
