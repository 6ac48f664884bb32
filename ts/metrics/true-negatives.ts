/** How many negatives are right (keras.metrics.TrueNegatives). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { ConfusionCount, type ConfusionCountOptions } from './confusion-count.ts';

/** How many negatives are right, weighted. */
export class TrueNegatives extends ConfusionCount {
  static override readonly className: string = 'TrueNegatives';

  constructor(first?: First<ConfusionCountOptions, 'thresholds'>, rest?: ConfusionCountOptions) {
    const options = withFirst('thresholds', first, rest);
    super('TrueNegatives', 'true_negatives', options);
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): TrueNegatives {
    return new TrueNegatives(optionsFrom<ConfusionCountOptions>(config));
  }
}
