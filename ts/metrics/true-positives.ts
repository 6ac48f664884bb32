/** How many positives are right (keras.metrics.TruePositives). */

import { type First, optionsOf } from '../config/first.ts';
import { ConfusionCount, type ConfusionCountOptions } from './confusion-count.ts';

/** How many positives are right, weighted. */
export class TruePositives extends ConfusionCount {
  static override readonly className: string = 'TruePositives';

  constructor(first?: First<ConfusionCountOptions, 'thresholds'>, rest?: ConfusionCountOptions) {
    const options = optionsOf(new.target.className, 'thresholds name', first, rest);
    super('true_positives', options);
  }
}
