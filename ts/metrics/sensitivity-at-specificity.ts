/** The best sensitivity where specificity is at least a value (keras.metrics.SensitivityAtSpecificity). */

import type { Config } from '../config/config.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { BestAtConstraint, type BestAtConstraintOptions } from './best-at-constraint.ts';

/** The best sensitivity where specificity is at least a value, over all thresholds; 0 where it never is. */
export class SensitivityAtSpecificity extends BestAtConstraint {
  static override readonly className: string = 'SensitivityAtSpecificity';
  static readonly requiredArguments: string = 'specificity';
  readonly specificity: number;

  /** @param specificity From 0 to 1. */
  constructor(specificity: number, options: BestAtConstraintOptions = {}) {
    super('sensitivity_at_specificity', specificity, options);
    this.specificity = specificity;
  }

  override result(): Tensor {
    return this.best(
      () => this.share('true_negatives', 'false_positives'),
      () => this.share('true_positives', 'false_negatives'),
    );
  }

  override getConfig(): Config {
    return { ...super.getConfig(), specificity: this.specificity };
  }
}
