/** The root of the mean squared error (keras.metrics.RootMeanSquaredError). */

import { type First, withFirst } from '../config/first.ts';
import { checkSameShape } from '../losses/loss.ts';
import { squaredDifference } from '../ops/arithmetic/squared-difference.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { floats, MeanMetricWrapper } from './mean-metric-wrapper.ts';
import type { MetricOptions } from './metric.ts';

function squaredError(yTrue: Tensor, yPred: Tensor): Tensor {
  checkSameShape('RootMeanSquaredError', yTrue, yPred);
  return squaredDifference(yPred, yTrue);
}

/** `√mean((yTrue - yPred)²)` over all samples. */
export class RootMeanSquaredError extends MeanMetricWrapper {
  static override readonly className: string = 'RootMeanSquaredError';

  constructor(first?: First<MetricOptions, 'name'>, rest?: MetricOptions) {
    super(floats(squaredError), withFirst('name', first, rest), 'root_mean_squared_error');
  }

  /** As in Keras, masks do not reach it. */
  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void {
    super.updateState(yTrue, yPred, sampleWeight);
  }

  override result(): Tensor {
    return this.run(() => sqrt(super.result()));
  }
}
