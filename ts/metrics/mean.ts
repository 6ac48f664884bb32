/** The weighted mean of all values (keras.metrics.Mean). */

import { type First, optionsOf } from '../config/first.ts';
import { divideNoNan } from '../ops/arithmetic/divide-no-nan.ts';
import { mean } from '../ops/reduction/mean.ts';
import { sum } from '../ops/reduction/sum.ts';
import { active } from '../tensor/active.ts';
import { scalar, type TensorLike } from '../tensor/create.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { meanOf } from './mean-of.ts';
import { Metric, type MetricOptions } from './metric.ts';
import { samplewise } from './samplewise.ts';

/** Base of the metrics that are a mean over samples: a total and a count. */
export abstract class MeanBase extends Metric {
  protected override stateShapes(): Readonly<Record<string, Shape>> {
    return { total: [], count: [] };
  }

  /** Adds values: one a sample, or of higher rank, which are averaged first. */
  protected add(given: TensorLike, sampleWeight?: TensorLike): void {
    const { values, weights } = samplewise(this.name, given, sampleWeight, mean);
    this.accumulate('total', sum(values));
    this.accumulate('count', weights === undefined ? (values.shape[0] ?? 1) : sum(weights));
  }

  override result(): Tensor {
    const [total, count] = [this.state('total'), this.state('count')];
    // For numbers that are read after every batch an instruction would take several times as long.
    if (active.tracer === undefined) return scalar(meanOf(total, count));
    return divideNoNan(total.read(), count.read());
  }
}

/** The weighted mean of all values; 0 before the first. */
export class Mean extends MeanBase {
  static override readonly className: string = 'Mean';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    const { name = 'mean' } = optionsOf(new.target.className, 'name', first, rest);
    super(name);
  }

  override updateState(values: TensorLike, sampleWeight?: TensorLike): void {
    this.run(() => this.add(values, sampleWeight));
  }
}
