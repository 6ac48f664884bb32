/** The weighted harmonic mean of precision and recall, a class each (keras.metrics.FBetaScore). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { isWithin, ShapeError, show, showShape, ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { greater } from '../ops/compare/greater.ts';
import { greaterEqual } from '../ops/compare/greater-equal.ts';
import { logicalAnd } from '../ops/compare/logical-and.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { max } from '../ops/reduction/max.ts';
import { mean } from '../ops/reduction/mean.ts';
import { sum } from '../ops/reduction/sum.ts';
import { cast } from '../ops/shape/cast.ts';
import { expandDims } from '../ops/shape/expand-dims.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Metric, type MetricOptions } from './metric.ts';

/** How the classes are averaged; without it the result is one value a class. */
export type FScoreAverage = 'micro' | 'macro' | 'weighted';

/** Options of `F1Score`. */
export interface F1ScoreOptions extends MetricOptions {
  /** Default none: one value a class. */
  readonly average?: FScoreAverage;
  /** Above it a prediction counts as positive; default: the largest of each sample does. */
  readonly threshold?: number;
}

/** Options of {@link FBetaScore}. */
export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How much recall weighs against precision; > 0. Default 1. */
  readonly beta?: number;
}

const averages: readonly FScoreAverage[] = ['micro', 'macro', 'weighted'];

/** `(1 + beta²) · precision · recall / (beta² · precision + recall)`, targets and predictions (samples, classes). */
export class FBetaScore extends Metric {
  static override readonly className: string = 'FBetaScore';
  readonly average: FScoreAverage | undefined;
  readonly threshold: number | undefined;
  readonly beta: number;
  #classes: number | undefined;

  constructor(first?: First<FBetaScoreOptions, 'average'>, rest?: FBetaScoreOptions) {
    const {
      average,
      threshold,
      beta = 1,
      name = 'fbeta_score',
    } = optionsOf(new.target.className, 'average beta threshold name', first, rest);
    super(name);
    if (average !== undefined && !averages.includes(average))
      throw new ValueError('FBetaScore', `average ${averages.join(', ')} or none`, show(average));
    if (!isWithin(beta, Number.MIN_VALUE)) throw new ValueError('FBetaScore', 'beta > 0', show(beta));
    if (threshold !== undefined && !isWithin(threshold, Number.MIN_VALUE, 1))
      throw new ValueError('FBetaScore', 'a threshold above 0 to 1', show(threshold));
    this.average = average;
    this.threshold = threshold;
    this.beta = beta;
  }

  protected override stateShapes(): Readonly<Record<string, Shape>> {
    if (this.#classes === undefined) return {};
    const shape = this.average === 'micro' ? [] : [this.#classes];
    return {
      true_positives: shape,
      false_positives: shape,
      false_negatives: shape,
      intermediate_weights: shape,
    };
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void {
    this.run(() => {
      const targets = cast(asTensor(yTrue, 'FBetaScore'), 'float32');
      const predictions = cast(asTensor(yPred, 'FBetaScore'), 'float32');
      this.#check(targets, predictions);
      const weights =
        sampleWeight === undefined ? undefined : cast(asTensor(sampleWeight, 'FBetaScore'), 'float32');
      const positive = cast(this.#positives(predictions), 'float32');
      const total = (values: Tensor): Tensor => {
        const weighted = weights === undefined ? values : multiply(values, expandDims(weights, 1));
        return sum(weighted, { axis: this.average === 'micro' ? null : 0 });
      };
      this.accumulate('true_positives', total(multiply(positive, targets)));
      this.accumulate('false_positives', total(multiply(positive, subtract(1, targets))));
      this.accumulate('false_negatives', total(multiply(subtract(1, positive), targets)));
      this.accumulate('intermediate_weights', total(targets));
    });
  }

  #check({ shape }: Tensor, predictions: Tensor): void {
    const fits = shape.length === 2 && predictions.rank === 2 && shape[1] === predictions.shape[1];
    if (!fits || (this.#classes !== undefined && shape[1] !== this.#classes))
      throw new ShapeError(
        'FBetaScore',
        `targets and predictions (samples, ${this.#classes ?? 'classes'})`,
        `${showShape(shape)} and ${showShape(predictions.shape)}`,
      );
    this.#classes = shape[1] as number;
  }

  #positives(predictions: Tensor): Tensor {
    if (this.threshold !== undefined) return greater(predictions, this.threshold);
    const largest = greaterEqual(predictions, max(predictions, { axis: -1, keepDims: true }));
    return logicalAnd(largest, greater(abs(predictions), 1e-9));
  }

  override result(): Tensor {
    return this.run(() => {
      const count = (name: string): Tensor => this.state(name).read();
      const share = (other: string): Tensor =>
        divide(count('true_positives'), add(add(count('true_positives'), count(other)), EPSILON));
      const [precision, recall] = [share('false_positives'), share('false_negatives')];
      const both = add(multiply(this.beta ** 2, precision), recall);
      const score = multiply(divide(multiply(precision, recall), add(both, EPSILON)), 1 + this.beta ** 2);
      if (this.average === undefined) return score;
      if (this.average !== 'weighted') return mean(score);
      const weights = count('intermediate_weights');
      return sum(multiply(score, divide(weights, add(sum(weights), EPSILON))));
    });
  }

  override getConfig(): Config {
    const { average = null, beta, threshold = null } = this;
    return { ...super.getConfig(), average, beta, threshold };
  }
}
