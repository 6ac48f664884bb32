/** The share of the targets' variance that predictions explain (keras.metrics.R2Score). */

import { type Config, type ConfigClass, optionsFrom } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { checkWhole, ShapeError, show, showShape, ValueError } from '../errors.ts';
import { toSameRank } from '../losses/rank.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { squaredDifference } from '../ops/arithmetic/squared-difference.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { equal } from '../ops/compare/equal.ts';
import { greater } from '../ops/compare/greater.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { where } from '../ops/index/where.ts';
import { mean } from '../ops/reduction/mean.ts';
import { broadcastTo, sum } from '../ops/reduction/sum.ts';
import { cast } from '../ops/shape/cast.ts';
import { expandDims } from '../ops/shape/expand-dims.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Metric, type MetricOptions } from './metric.ts';

/** How the scores of the outputs are joined; `null` leaves one an output. */
export type R2Aggregation = 'uniform_average' | 'variance_weighted_average' | null;

/** Options of {@link R2Score}. */
export interface R2ScoreOptions extends MetricOptions {
  /** Default `'uniform_average'`. */
  readonly classAggregation?: R2Aggregation;
  /** Independent regressors, for the adjusted score. Default 0: not adjusted. */
  readonly numRegressors?: number;
}

const aggregations: readonly R2Aggregation[] = ['uniform_average', 'variance_weighted_average', null];

/** `1 - sum((yTrue - yPred)²) / sum((yTrue - mean)²)` for targets and predictions (samples, outputs). */
export class R2Score extends Metric {
  static override readonly className: string = 'R2Score';
  readonly classAggregation: R2Aggregation;
  readonly numRegressors: number;
  #outputs: number | undefined;

  constructor(first?: First<R2ScoreOptions, 'classAggregation'>, rest?: R2ScoreOptions) {
    const {
      classAggregation = 'uniform_average',
      numRegressors = 0,
      name = 'r2_score',
    } = optionsOf(new.target.className, 'classAggregation numRegressors name', first, rest);
    super(name);
    if (!aggregations.includes(classAggregation))
      throw new ValueError('R2Score', `classAggregation ${aggregations.join(', ')}`, show(classAggregation));
    this.classAggregation = classAggregation;
    this.numRegressors = checkWhole('R2Score', 'numRegressors', numRegressors, 0);
  }

  protected override stateShapes(): Readonly<Record<string, Shape>> {
    if (this.#outputs === undefined) return {};
    const shape = [this.#outputs];
    return { num_samples: [], squared_sum: shape, sum: shape, residual: shape, count: shape };
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void {
    this.run(() => {
      const float = (x: TensorLike): Tensor => cast(asTensor(x, 'R2Score'), 'float32');
      const [targets, predictions] = toSameRank(float(yTrue), float(yPred));
      this.#check(targets, predictions);
      let weights = float(sampleWeight ?? 1);
      if (weights.rank === 1) weights = expandDims(weights, 1);
      weights = broadcastTo(weights, targets.shape);
      const weighted = multiply(targets, weights);
      const over = (values: Tensor): Tensor => sum(values, { axis: 0 });
      this.accumulate('sum', over(weighted));
      this.accumulate('squared_sum', over(multiply(targets, weighted)));
      this.accumulate('residual', over(multiply(squaredDifference(targets, predictions), weights)));
      this.accumulate('count', over(weights));
      this.accumulate('num_samples', targets.size);
    });
  }

  #check({ shape }: Tensor, predictions: Tensor): void {
    const fits = shape.length === 2 && predictions.rank === 2 && shape[1] === predictions.shape[1];
    if (!fits || (this.#outputs !== undefined && shape[1] !== this.#outputs))
      throw new ShapeError(
        'R2Score',
        `targets and predictions (samples, ${this.#outputs ?? 'outputs'})`,
        `${showShape(shape)} and ${showShape(predictions.shape)}`,
      );
    this.#outputs = shape[1] as number;
  }

  override result(): Tensor {
    return this.run(() => {
      const part = (name: string): Tensor => this.state(name).read();
      const total = subtract(part('squared_sum'), multiply(part('sum'), divide(part('sum'), part('count'))));
      const raw = subtract(1, divide(part('residual'), total));
      const scores = where(equal(abs(raw), Number.POSITIVE_INFINITY), 0, raw);
      return this.#adjusted(this.#joined(scores, total), part('num_samples'));
    });
  }

  #joined(scores: Tensor, total: Tensor): Tensor {
    if (this.classAggregation === 'uniform_average') return mean(scores);
    if (this.classAggregation === null) return scores;
    return divide(sum(multiply(total, scores)), sum(total));
  }

  /** With as many regressors as samples the score cannot be adjusted, and stays. */
  #adjusted(score: Tensor, samples: Tensor): Tensor {
    if (this.numRegressors === 0) return score;
    const freedom = subtract(subtract(samples, this.numRegressors), 1);
    const adjusted = subtract(1, divide(multiply(subtract(1, score), subtract(samples, 1)), freedom));
    return where(greater(freedom, 0), adjusted, score);
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      class_aggregation: this.classAggregation,
      num_regressors: this.numRegressors,
    };
  }

  /** The metric of a Keras config, in which null means one score an output. */
  static override fromConfig(this: ConfigClass<Metric>, config: Config): Metric {
    const { dtype: _, ...options } = optionsFrom(config);
    if (config['class_aggregation'] === null) options['classAggregation'] = null;
    return new this(options as never);
  }
}
