/** How many positives are right (keras.metrics.TruePositives). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { ConfusionCount, type ConfusionCountOptions } from './confusion-count.ts';

/** How many positives are right, weighted. */
export class TruePositives extends ConfusionCount {
  static override readonly className: string = 'TruePositives';

  constructor(first?: First<ConfusionCountOptions, 'thresholds'>, rest?: ConfusionCountOptions) {
    const options = withFirst('thresholds', first, rest);
    super('TruePositives', 'true_positives', options);
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): TruePositives {
    return new TruePositives(optionsFrom<ConfusionCountOptions>(config));
  }
}
