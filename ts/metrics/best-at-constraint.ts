/** Base of the metrics that are the best of one share where another is large enough. */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { checkWhole, isWithin, show, ValueError } from '../errors.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { greaterEqual } from '../ops/compare/greater-equal.ts';
import { where } from '../ops/index/where.ts';
import { max } from '../ops/reduction/max.ts';
import type { Tensor } from '../tensor/tensor.ts';
import {
  ConfusionMetric,
  type ConfusionOptions,
  type Count,
  evenThresholds,
  MOST_THRESHOLDS,
} from './confusion.ts';
import type { MetricOptions } from './metric.ts';

/** Options of `PrecisionAtRecall` and its like. */
export interface BestAtConstraintOptions extends MetricOptions {
  /** How many thresholds from 0 to 1 are tried. Default 200. */
  readonly numThresholds?: number;
  /** Only this class counts. */
  readonly classId?: number;
}

/** The best of one share where another is at least a value. */
export abstract class BestAtConstraint extends ConfusionMetric {
  readonly numThresholds: number;
  readonly classId: number | undefined;
  readonly #least: number;
  protected override readonly confusion: ConfusionOptions;
  protected override readonly counts: readonly Count[] = [
    'true_positives',
    'false_positives',
    'true_negatives',
    'false_negatives',
  ];

  constructor(defaultName: string, least: number, options: BestAtConstraintOptions) {
    const {
      numThresholds = 200,
      classId,
      name = defaultName,
    } = checkKeys(new.target.className, options, 'numThresholds classId name');
    super(name);
    if (!isWithin(least, 0, 1)) throw new ValueError(this.className, 'a value from 0 to 1', show(least));
    checkWhole(this.className, 'numThresholds', numThresholds, 1, MOST_THRESHOLDS);
    this.#least = least;
    this.numThresholds = numThresholds;
    this.classId = classId;
    this.confusion = { thresholds: numThresholds === 1 ? [0.5] : evenThresholds(numThresholds), classId };
  }

  /** The largest of `wanted` over the thresholds at which `constrained` is large enough. */
  protected best(constrained: () => Tensor, wanted: () => Tensor): Tensor {
    return this.run(() => {
      const feasible = greaterEqual(constrained(), this.#least);
      return maximum(max(where(feasible, wanted(), 0)), 0);
    });
  }

  override getConfig(): Config {
    return { ...super.getConfig(), class_id: this.classId ?? null, num_thresholds: this.numThresholds };
  }
}
