/** The best sensitivity where specificity is at least a value (keras.metrics.SensitivityAtSpecificity). */

import { argumentsFrom, type Config } from '../config/config.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { BestAtConstraint, type BestAtConstraintOptions } from './best-at-constraint.ts';

/** The best sensitivity where specificity is at least a value, over all thresholds; 0 where it never is. */
export class SensitivityAtSpecificity extends BestAtConstraint {
  static override readonly className: string = 'SensitivityAtSpecificity';
  readonly specificity: number;

  /** @param specificity From 0 to 1. */
  constructor(specificity: number, options: BestAtConstraintOptions = {}) {
    super('SensitivityAtSpecificity', 'sensitivity_at_specificity', specificity, options);
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

  /** The metric of a Keras config. */
  static fromConfig(config: Config): SensitivityAtSpecificity {
    const { specificity, options } = argumentsFrom<'specificity', BestAtConstraintOptions>(
      'SensitivityAtSpecificity',
      config,
      ['specificity'],
    );
    return new SensitivityAtSpecificity(specificity, options);
  }
}
