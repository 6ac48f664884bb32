/** Pearson's correlation of targets and predictions along an axis (keras.metrics.PearsonCorrelation). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { type CorrelationOptions, pearsonCorrelation } from './correlations.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';

/** The mean over samples of Pearson's correlation along an axis: see {@link pearsonCorrelation}. */
export class PearsonCorrelation extends MeanMetricWrapper {
  static override readonly className: string = 'PearsonCorrelation';
  readonly axis: number;

  constructor(first?: First<CorrelationOptions, 'name'>, rest?: CorrelationOptions) {
    const { axis = -1, name = 'pearson_correlation' } = optionsOf(
      new.target.className,
      'name axis',
      first,
      rest,
    );
    super(
      floats((yTrue, yPred) => pearsonCorrelation(yTrue, yPred, axis)),
      { name },
    );
    this.axis = axis;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}
