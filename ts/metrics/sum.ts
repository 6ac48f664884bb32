/** The weighted sum of all values (keras.metrics.Sum). */

import { type First, optionsOf } from '../config/first.ts';
import { sum } from '../ops/reduction/sum.ts';
import { identity } from '../ops/shape/identity.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Metric, type MetricOptions } from './metric.ts';
import { samplewise } from './samplewise.ts';

/** The weighted sum of all values. */
export class Sum extends Metric {
  static override readonly className: string = 'Sum';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    const { name = 'sum' } = optionsOf(new.target.className, 'name', first, rest);
    super(name);
  }

  protected override stateShapes(): Readonly<Record<string, Shape>> {
    return { total: [] };
  }

  override updateState(values: TensorLike, sampleWeight?: TensorLike): void {
    this.run(() => this.accumulate('total', sum(samplewise(this.name, values, sampleWeight, sum).values)));
  }

  override result(): Tensor {
    return this.run(() => identity(this.state('total').read()));
  }
}
