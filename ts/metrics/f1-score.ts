/** The harmonic mean of precision and recall, a class each (keras.metrics.F1Score). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { type F1ScoreOptions, FBetaScore } from './fbeta-score.ts';

/** `2 · precision · recall / (precision + recall)`. */
export class F1Score extends FBetaScore {
  static override readonly className: string = 'F1Score';

  constructor(first?: First<F1ScoreOptions, 'average'>, rest?: F1ScoreOptions) {
    const options = optionsOf(new.target.className, 'average threshold name', first, rest);
    super({ ...options, name: options.name ?? 'f1_score' });
  }

  override getConfig(): Config {
    const { beta: _, ...rest } = super.getConfig();
    return rest;
  }
}
