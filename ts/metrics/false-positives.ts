/** How many positives are wrong (keras.metrics.FalsePositives). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { ConfusionCount, type ConfusionCountOptions } from './confusion-count.ts';

/** How many positives are wrong, weighted. */
export class FalsePositives extends ConfusionCount {
  static override readonly className: string = 'FalsePositives';

  constructor(first?: First<ConfusionCountOptions, 'thresholds'>, rest?: ConfusionCountOptions) {
    const options = withFirst('thresholds', first, rest);
    super('FalsePositives', 'false_positives', options);
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): FalsePositives {
    return new FalsePositives(optionsFrom<ConfusionCountOptions>(config));
  }
}
