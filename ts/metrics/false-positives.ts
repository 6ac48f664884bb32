/** How many positives are wrong (keras.metrics.FalsePositives). */

import { type First, optionsOf } from '../config/first.ts';
import { ConfusionCount, type ConfusionCountOptions } from './confusion-count.ts';

/** How many positives are wrong, weighted. */
export class FalsePositives extends ConfusionCount {
  static override readonly className: string = 'FalsePositives';

  constructor(first?: First<ConfusionCountOptions, 'thresholds'>, rest?: ConfusionCountOptions) {
    const options = optionsOf(new.target.className, 'thresholds name', first, rest);
    super('false_positives', options);
  }
}
