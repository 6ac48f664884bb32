/** The share of what is predicted that is right (keras.metrics.Precision). */

import type { Config, ConfigValue } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import type { Tensor } from '../tensor/tensor.ts';
import {
  ConfusionMetric,
  type ConfusionOptions,
  type Count,
  checkThresholds,
  NEGATIVE_INFINITY,
} from './confusion.ts';
import type { MetricOptions } from './metric.ts';

/** Options of {@link Precision} and `Recall`. */
export interface PrecisionOptions extends MetricOptions {
  /** Above it a prediction counts as positive, 0 to 1; for a list the result is one value a threshold. Default 0.5. */
  readonly thresholds?: number | readonly number[];
  /** Only the k largest predictions of a sample may be positive; then there is no threshold unless given. */
  readonly topK?: number;
  /** Only this class counts. */
  readonly classId?: number;
}

/** Base of {@link Precision} and `Recall`. */
export abstract class ThresholdMetric extends ConfusionMetric {
  readonly thresholds: number | readonly number[] | undefined;
  readonly topK: number | undefined;
  readonly classId: number | undefined;
  protected override readonly confusion: ConfusionOptions;

  constructor(name: string, { thresholds, topK, classId }: PrecisionOptions) {
    super(name);
    this.thresholds = thresholds;
    this.topK = topK;
    this.classId = classId;
    const fallback = topK === undefined ? 0.5 : NEGATIVE_INFINITY;
    this.confusion = { thresholds: checkThresholds(this.className, thresholds, fallback), topK, classId };
  }

  override getConfig(): Config {
    const thresholds: ConfigValue = this.thresholds ?? null;
    return { ...super.getConfig(), thresholds, top_k: this.topK ?? null, class_id: this.classId ?? null };
  }
}

/** True positives over all positives. */
export class Precision extends ThresholdMetric {
  static override readonly className: string = 'Precision';
  protected override readonly counts: readonly Count[] = ['true_positives', 'false_positives'];

  constructor(first?: First<PrecisionOptions, 'thresholds'>, rest?: PrecisionOptions) {
    const options = optionsOf(new.target.className, 'thresholds topK classId name', first, rest);
    super(options.name ?? 'precision', options);
  }

  override result(): Tensor {
    return this.run(() => this.perThreshold(this.share('true_positives', 'false_positives')));
  }
}
