/** The harmonic mean of precision and recall, a class each (keras.metrics.F1Score). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { checkOptions } from '../errors.ts';
import { type F1ScoreOptions, FBetaScore } from './fbeta-score.ts';

/** `2 · precision · recall / (precision + recall)`. */
export class F1Score extends FBetaScore {
  static override readonly className: string = 'F1Score';

  constructor(first?: First<F1ScoreOptions, 'average'>, rest?: F1ScoreOptions) {
    const options = withFirst('average', first, rest);
    super({ ...options, name: checkOptions('F1Score', options).name ?? 'f1_score' });
  }

  override getConfig(): Config {
    const { beta: _, ...rest } = super.getConfig();
    return rest;
  }

  /** The metric of a Keras config. */
  static override fromConfig(config: Config): F1Score {
    return new F1Score(optionsFrom<F1ScoreOptions>(config));
  }
}
