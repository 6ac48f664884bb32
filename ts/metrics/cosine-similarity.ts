/** The mean cosine similarity (keras.metrics.CosineSimilarity): 1 for the same direction. */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { cosineSimilarity } from '../losses/cosine-similarity.ts';
import { negative } from '../ops/arithmetic/negative.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** Options of {@link CosineSimilarity}. */
export interface CosineSimilarityOptions extends MetricOptions {
  /** The axis of the vectors. Default -1. */
  readonly axis?: number;
}

/** The mean cosine of the angle between targets and predictions. */
export class CosineSimilarity extends MeanMetricWrapper {
  static override readonly className: string = 'CosineSimilarity';
  readonly axis: number;

  constructor(first?: First<CosineSimilarityOptions, 'name'>, rest?: CosineSimilarityOptions) {
    const { axis = -1, name = 'cosine_similarity' } = optionsOf(
      new.target.className,
      'name axis',
      first,
      rest,
    );
    super(
      floats((yTrue, yPred) => negative(cosineSimilarity(yTrue, yPred, axis))),
      { name },
    );
    this.axis = axis;
  }

  /** Keras leaves `axis` out; here it is kept, so that the metric comes back the same. */
  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}
