/** The concordance correlation of targets and predictions along an axis (keras.metrics.ConcordanceCorrelation). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { type CorrelationOptions, concordanceCorrelation } from './correlations.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';

/** The mean over samples of the concordance correlation along an axis: see {@link concordanceCorrelation}. */
export class ConcordanceCorrelation extends MeanMetricWrapper {
  static override readonly className: string = 'ConcordanceCorrelation';
  readonly axis: number;

  constructor(first?: First<CorrelationOptions, 'name'>, rest?: CorrelationOptions) {
    const { axis = -1, name = 'concordance_correlation' } = optionsOf(
      new.target.className,
      'name axis',
      first,
      rest,
    );
    super(
      floats((yTrue, yPred) => concordanceCorrelation(yTrue, yPred, axis)),
      { name },
    );
    this.axis = axis;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}
