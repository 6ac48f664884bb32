/** Base of the metrics that are one count of the confusion matrix. */

import type { Config, ConfigValue } from '../config/config.ts';
import { identity } from '../ops/shape/identity.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { ConfusionMetric, type ConfusionOptions, type Count, checkThresholds } from './confusion.ts';
import type { MetricOptions } from './metric.ts';

/** Options of `TruePositives` and its like. */
export interface ConfusionCountOptions extends MetricOptions {
  /** Above it a prediction counts as positive, 0 to 1; for a list the result is one value a threshold. Default 0.5. */
  readonly thresholds?: number | readonly number[];
}

/** One count. */
export abstract class ConfusionCount extends ConfusionMetric {
  readonly thresholds: number | readonly number[] | undefined;
  protected override readonly counts: readonly Count[];
  protected override readonly confusion: ConfusionOptions;

  constructor(count: Count, { name = count, thresholds }: ConfusionCountOptions) {
    super(name);
    this.thresholds = thresholds;
    this.counts = [count];
    this.confusion = { thresholds: checkThresholds(this.className, thresholds, 0.5) };
  }

  override result(): Tensor {
    return this.run(() => this.perThreshold(identity(this.count(this.counts[0] as Count))));
  }

  override getConfig(): Config {
    const thresholds: ConfigValue = this.thresholds ?? null;
    return { ...super.getConfig(), thresholds };
  }
}
