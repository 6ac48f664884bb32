/** The mean cross-entropy with one-hot targets (keras.metrics.CategoricalCrossentropy). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { categoricalCrossentropy } from '../losses/categorical-crossentropy.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** Options of {@link CategoricalCrossentropy}. */
export interface CategoricalCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits. Default `false`. */
  readonly fromLogits?: boolean;
  /** How much of the targets is spread over all classes. Default 0. */
  readonly labelSmoothing?: number;
  /** The axis of the classes. Default -1. */
  readonly axis?: number;
}

/** The mean of `-sum(yTrue · ln yPred)`. */
export class CategoricalCrossentropy extends MeanMetricWrapper {
  static override readonly className: string = 'CategoricalCrossentropy';
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;

  constructor(first?: First<CategoricalCrossentropyOptions, 'name'>, rest?: CategoricalCrossentropyOptions) {
    const options = optionsOf(new.target.className, 'name fromLogits labelSmoothing axis', first, rest);
    const { fromLogits = false, labelSmoothing = 0, axis = -1, name = 'categorical_crossentropy' } = options;
    super(
      floats((yTrue, yPred) => categoricalCrossentropy(yTrue, yPred, { fromLogits, labelSmoothing, axis })),
      { name },
    );
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
    this.axis = axis;
  }

  override getConfig(): Config {
    const { fromLogits, labelSmoothing, axis } = this;
    return { ...super.getConfig(), from_logits: fromLogits, label_smoothing: labelSmoothing, axis };
  }
}
