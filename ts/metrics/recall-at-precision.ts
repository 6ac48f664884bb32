/** The best recall where precision is at least a value (keras.metrics.RecallAtPrecision). */

import type { Config } from '../config/config.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { BestAtConstraint, type BestAtConstraintOptions } from './best-at-constraint.ts';

/** The best recall where precision is at least a value, over all thresholds; 0 where it never is. */
export class RecallAtPrecision extends BestAtConstraint {
  static override readonly className: string = 'RecallAtPrecision';
  static readonly requiredArguments: string = 'precision';
  readonly precision: number;

  /** @param precision From 0 to 1. */
  constructor(precision: number, options: BestAtConstraintOptions = {}) {
    super('recall_at_precision', precision, options);
    this.precision = precision;
  }

  override result(): Tensor {
    return this.best(
      () => this.share('true_positives', 'false_positives'),
      () => this.share('true_positives', 'false_negatives'),
    );
  }

  override getConfig(): Config {
    return { ...super.getConfig(), precision: this.precision };
  }
}
