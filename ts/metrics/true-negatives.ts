/** How many negatives are right (keras.metrics.TrueNegatives). */

import { type First, optionsOf } from '../config/first.ts';
import { ConfusionCount, type ConfusionCountOptions } from './confusion-count.ts';

/** How many negatives are right, weighted. */
export class TrueNegatives extends ConfusionCount {
  static override readonly className: string = 'TrueNegatives';

  constructor(first?: First<ConfusionCountOptions, 'thresholds'>, rest?: ConfusionCountOptions) {
    const options = optionsOf(new.target.className, 'thresholds name', first, rest);
    super('true_negatives', options);
  }
}
