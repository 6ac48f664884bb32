/** Pearson's correlation of targets and predictions along an axis (keras.metrics.PearsonCorrelation). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { type CorrelationOptions, pearsonCorrelation } from './correlations.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';

/** The mean over samples of Pearson's correlation along an axis: see {@link pearsonCorrelation}. */
export class PearsonCorrelation extends MeanMetricWrapper {
  static override readonly className: string = 'PearsonCorrelation';
  readonly axis: number;

  constructor(first?: First<CorrelationOptions, 'name'>, rest?: CorrelationOptions) {
    const { axis = -1, name = 'pearson_correlation' } = withFirst('name', first, rest);
    super(
      floats((yTrue, yPred) => pearsonCorrelation(yTrue, yPred, axis)),
      { name },
    );
    this.axis = axis;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }

  /** The metric of a Keras config. */
  static fromConfig(config: Config): PearsonCorrelation {
    return new PearsonCorrelation(optionsFrom<CorrelationOptions>(config));
  }
}
