/** How many negatives are right (keras.metrics.TrueNegatives). */

import { type Config, optionsFrom } from '../config/config.ts';
import { ConfusionCount, type ConfusionCountOptions } from './confusion-count.ts';

/** How many negatives are right, weighted. */
export class TrueNegatives extends ConfusionCount {
  override readonly className: string = 'TrueNegatives';

  constructor(options: ConfusionCountOptions = {}) {
    super('TrueNegatives', 'true_negatives', options);
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): TrueNegatives {
    return new TrueNegatives(optionsFrom<ConfusionCountOptions>(config));
  }
}
