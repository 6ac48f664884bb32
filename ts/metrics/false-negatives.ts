/** How many negatives are wrong (keras.metrics.FalseNegatives). */

import { type First, optionsOf } from '../config/first.ts';
import { ConfusionCount, type ConfusionCountOptions } from './confusion-count.ts';

/** How many negatives are wrong, weighted. */
export class FalseNegatives extends ConfusionCount {
  static override readonly className: string = 'FalseNegatives';

  constructor(first?: First<ConfusionCountOptions, 'thresholds'>, rest?: ConfusionCountOptions) {
    const options = optionsOf(new.target.className, 'thresholds name', first, rest);
    super('false_negatives', options);
  }
}
