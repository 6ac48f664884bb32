/** Correlations along an axis (keras.src.metrics.correlation_metrics). */

import { checkSameShape } from '../losses/loss.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { square } from '../ops/elementwise/square.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { mean } from '../ops/reduction/mean.ts';
import { std } from '../ops/reduction/std.ts';
import { variance } from '../ops/reduction/variance.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { MetricOptions } from './metric.ts';

/** Options of `PearsonCorrelation` and `ConcordanceCorrelation`. */
export interface CorrelationOptions extends MetricOptions {
  /** The axis of the values of one sample. Default -1. */
  readonly axis?: number;
}

/** The mean product of the standardized values: from -1 to 1. */
export function pearsonCorrelation(yTrue: Tensor, yPred: Tensor, axis: number = -1): Tensor {
  checkSameShape('pearsonCorrelation', yTrue, yPred);
  const standardized = (x: Tensor): Tensor => {
    const centred = subtract(x, mean(x, { axis, keepDims: true }));
    return divide(centred, std(centred, { axis, keepDims: true }));
  };
  return mean(multiply(standardized(yTrue), standardized(yPred)), { axis });
}

/**
 * `2·covariance / (variances + squared difference of the means + 1e-7)`. As in Keras the covariance is taken from
 * the mean of the predictions on both sides.
 */
export function concordanceCorrelation(yTrue: Tensor, yPred: Tensor, axis: number = -1): Tensor {
  checkSameShape('concordanceCorrelation', yTrue, yPred);
  const along = { axis, keepDims: true } as const;
  const [meanTrue, meanPred] = [mean(yTrue, along), mean(yPred, along)];
  const spread = add(variance(subtract(yTrue, meanTrue), along), variance(subtract(yPred, meanPred), along));
  const norm = add(spread, square(subtract(meanTrue, meanPred)));
  const covariance = multiply(subtract(yTrue, meanPred), subtract(yPred, meanPred));
  return mean(divide(multiply(2, covariance), add(norm, EPSILON)), { axis });
}
