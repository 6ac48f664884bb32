/** How many negatives are wrong (keras.metrics.FalseNegatives). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { ConfusionCount, type ConfusionCountOptions } from './confusion-count.ts';

/** How many negatives are wrong, weighted. */
export class FalseNegatives extends ConfusionCount {
  static override readonly className: string = 'FalseNegatives';

  constructor(first?: First<ConfusionCountOptions, 'thresholds'>, rest?: ConfusionCountOptions) {
    const options = withFirst('thresholds', first, rest);
    super('FalseNegatives', 'false_negatives', options);
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): FalseNegatives {
    return new FalseNegatives(optionsFrom<ConfusionCountOptions>(config));
  }
}
