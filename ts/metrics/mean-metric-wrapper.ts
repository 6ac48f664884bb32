/** The mean of a function of targets and predictions (keras.metrics.MeanMetricWrapper). */

import { checkKeys } from '../closest.ts';
import { snakeCase } from '../config/config.ts';
import { checkFunction } from '../errors.ts';
import { toSameRank } from '../losses/rank.ts';
import { withMask } from '../losses/reduction.ts';
import { cast } from '../ops/shape/cast.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { MeanBase } from './mean.ts';
import type { MetricOptions } from './metric.ts';

/** A function of targets and predictions that gives one value a sample. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** The mean of `fn(yTrue, yPred)` over all samples. */
export class MeanMetricWrapper extends MeanBase {
  static override readonly className: string = 'MeanMetricWrapper';
  readonly fn: MetricFunction;

  constructor(fn: MetricFunction, options: MetricOptions = {}, defaultName?: string) {
    checkFunction('MeanMetricWrapper', fn);
    const { name = defaultName ?? snakeCase(fn.name || 'metric') } = checkKeys(
      new.target.className,
      options,
      'name',
    );
    super(name);
    this.fn = fn;
  }

  /** As every metric; entries that the mask (true: counts) leaves out do not count. */
  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike,
    mask?: TensorLike,
  ): void {
    this.run(() => {
      const [given, kept] = [sampleWeight, mask].map((one) =>
        one === undefined ? undefined : cast(asTensor(one, this.name), 'float32'),
      );
      const weights = withMask(given, kept, 'sum');
      this.add(this.fn(asTensor(yTrue, this.name), asTensor(yPred, this.name)), weights);
    });
  }
}

/** A loss function as a metric function: targets and predictions become float32 of one rank. */
export function floats(fn: MetricFunction): MetricFunction {
  return (yTrue, yPred) => fn(...toSameRank(cast(yTrue, 'float32'), cast(yPred, 'float32')));
}
