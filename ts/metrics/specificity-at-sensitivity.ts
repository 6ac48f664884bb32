/** The best specificity where sensitivity is at least a value (keras.metrics.SpecificityAtSensitivity). */

import type { Config } from '../config/config.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { BestAtConstraint, type BestAtConstraintOptions } from './best-at-constraint.ts';

/** The best specificity where sensitivity is at least a value, over all thresholds; 0 where it never is. */
export class SpecificityAtSensitivity extends BestAtConstraint {
  static override readonly className: string = 'SpecificityAtSensitivity';
  static readonly requiredArguments: string = 'sensitivity';
  readonly sensitivity: number;

  /** @param sensitivity From 0 to 1. */
  constructor(sensitivity: number, options: BestAtConstraintOptions = {}) {
    super('specificity_at_sensitivity', sensitivity, options);
    this.sensitivity = sensitivity;
  }

  override result(): Tensor {
    return this.best(
      () => this.share('true_positives', 'false_negatives'),
      () => this.share('true_negatives', 'false_positives'),
    );
  }

  override getConfig(): Config {
    return { ...super.getConfig(), sensitivity: this.sensitivity };
  }
}
