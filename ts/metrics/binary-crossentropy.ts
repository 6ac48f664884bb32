/** The mean cross-entropy of yes-or-no targets (keras.metrics.BinaryCrossentropy). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { binaryCrossentropy } from '../losses/binary-crossentropy.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

/** Options of {@link BinaryCrossentropy}. */
export interface BinaryCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits. Default `false`. */
  readonly fromLogits?: boolean;
  /** How much of the targets is moved towards 0.5. Default 0. */
  readonly labelSmoothing?: number;
}

/** The mean of `-(yTrue · ln yPred + (1 - yTrue) · ln(1 - yPred))`. */
export class BinaryCrossentropy extends MeanMetricWrapper {
  static override readonly className: string = 'BinaryCrossentropy';
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;

  constructor(first?: First<BinaryCrossentropyOptions, 'name'>, rest?: BinaryCrossentropyOptions) {
    const options = optionsOf(new.target.className, 'name fromLogits labelSmoothing', first, rest);
    const { fromLogits = false, labelSmoothing = 0, name = 'binary_crossentropy' } = options;
    super(
      floats((yTrue, yPred) => binaryCrossentropy(yTrue, yPred, { fromLogits, labelSmoothing })),
      { name },
    );
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), from_logits: this.fromLogits, label_smoothing: this.labelSmoothing };
  }
}
