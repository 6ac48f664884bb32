/**
 * Counts of true and false positives and negatives at thresholds (keras.src.metrics.metrics_utils), the state of
 * precision, recall and the areas under curves.
 */

import { isWithin, ShapeError, show, showShape, ValueError } from '../errors.ts';
import { toSameRank } from '../losses/rank.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divideNoNan } from '../ops/arithmetic/divide-no-nan.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { greater } from '../ops/compare/greater.ts';
import { greaterEqual } from '../ops/compare/greater-equal.ts';
import { ceil } from '../ops/elementwise/ceil.ts';
import { clip } from '../ops/elementwise/clip.ts';
import { oneHot } from '../ops/index/one-hot.ts';
import { topK } from '../ops/index/top-k.ts';
import { where } from '../ops/index/where.ts';
import { matmul } from '../ops/linear/matmul.ts';
import { broadcastTo, sum } from '../ops/reduction/sum.ts';
import { cast } from '../ops/shape/cast.ts';
import { expandDims } from '../ops/shape/expand-dims.ts';
import { reshape } from '../ops/shape/reshape.ts';
import { slice } from '../ops/shape/slice.ts';
import { squeeze } from '../ops/shape/squeeze.ts';
import { asTensor, fromArray, type TensorLike } from '../tensor/create.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Metric } from './metric.ts';

/** The four counts. */
export type Count = 'true_positives' | 'false_positives' | 'true_negatives' | 'false_negatives';

/** Stands for minus infinity where only the k largest predictions count. */
export const NEGATIVE_INFINITY: number = -1e10;

/** How predictions are compared with the thresholds. */
export interface ConfusionOptions {
  readonly thresholds: readonly number[];
  /** Only the k largest predictions of a sample may be positive. */
  readonly topK?: number | undefined;
  /** Only this class counts. */
  readonly classId?: number | undefined;
  /** Whether the last axis is of labels that are counted apart. */
  readonly multiLabel?: boolean;
  /** One weight a label. */
  readonly labelWeights?: readonly number[] | undefined;
}

/** The largest number of thresholds, which are made one by one. */
export const MOST_THRESHOLDS = 1_000_000;

/** Thresholds from 0 to 1 as a list, or a {@link ValueError}. */
export function checkThresholds(
  where: string,
  thresholds: number | readonly number[] | undefined,
  fallback: number,
): readonly number[] {
  if (thresholds === undefined) return [fallback];
  const list = [thresholds].flat();
  if (list.length === 0 || list.some((value) => !isWithin(value, 0, 1)))
    throw new ValueError(where, 'thresholds from 0 to 1', show(list));
  return list;
}

/** `count` thresholds evenly from 0 to 1. */
export function evenThresholds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index / (count - 1));
}

/** Base of the metrics over thresholds. */
export abstract class ConfusionMetric extends Metric {
  /** Which counts it keeps, at which thresholds. */
  protected abstract readonly counts: readonly Count[];
  protected abstract readonly confusion: ConfusionOptions;

  protected override stateShapes(): Readonly<Record<string, Shape>> {
    return Object.fromEntries(this.counts.map((name) => [name, [this.confusion.thresholds.length]]));
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void {
    this.run(() => {
      const found = countConfusion(this.className, this.confusion, yTrue, yPred, sampleWeight);
      for (const name of this.counts) this.accumulate(name, found[name]);
    });
  }

  /** A count as it is now. */
  protected count(name: Count): Tensor {
    return this.state(name).read();
  }

  /** `a / (a + b)` for two counts, 0 where both are 0. */
  protected share(a: Count, b: Count): Tensor {
    return divideNoNan(this.count(a), add(this.count(a), this.count(b)));
  }

  /** A vector over thresholds, or the scalar of the only one. */
  protected perThreshold(values: Tensor): Tensor {
    return this.confusion.thresholds.length === 1 ? reshape(values, []) : values;
  }
}

/** The counts of a batch: one a threshold, or (thresholds, labels). */
function countConfusion(
  where: string,
  options: ConfusionOptions,
  yTrue: TensorLike,
  yPred: TensorLike,
  sampleWeight: TensorLike | undefined,
): Record<Count, Tensor> {
  let [predictions, targets] = toSameRank(
    cast(asTensor(yPred, where), 'float32'),
    cast(asTensor(yTrue, where), 'float32'),
  );
  checkShapes(where, targets, predictions);
  let weights = sampleWeight === undefined ? undefined : cast(asTensor(sampleWeight, where), 'float32');
  if (weights !== undefined) {
    weights = expandDims(weights, -1);
    if (weights.rank === targets.rank + 1) weights = squeeze(weights, -1);
  }
  if (options.topK !== undefined) predictions = largest(predictions, options.topK);
  if (options.classId !== undefined)
    [targets, predictions] = [
      onlyClass(where, targets, options.classId),
      onlyClass(where, predictions, options.classId),
    ];
  const labels =
    options.labelWeights &&
    fromArray(Float32Array.from(options.labelWeights), [options.labelWeights.length], 'float32');
  let share: Tensor | undefined = weights && broadcastTo(weights, predictions.shape);
  if (labels !== undefined && !options.multiLabel)
    share = share === undefined ? broadcastTo(labels, predictions.shape) : multiply(share, labels);
  const own = cast(cast(targets, 'bool'), 'float32');
  const trueLabels = share === undefined ? own : multiply(own, share);
  const falseLabels = share === undefined ? subtract(1, own) : multiply(subtract(1, own), share);
  return options.multiLabel
    ? countPerLabel(predictions, trueLabels, falseLabels, options.thresholds)
    : countAll(predictions, trueLabels, falseLabels, options.thresholds);
}

function countAll(
  predictions: Tensor,
  trueLabels: Tensor,
  falseLabels: Tensor,
  thresholds: readonly number[],
): Record<Count, Tensor> {
  const row = (x: Tensor): Tensor => reshape(x, [1, x.size]);
  const positive = positives(row(predictions), thresholds, [thresholds.length, 1]);
  const over = (labels: Tensor): Tensor =>
    reshape(matmul(positive, reshape(labels, [labels.size, 1])), [thresholds.length]);
  return complete(over(trueLabels), over(falseLabels), sum(trueLabels), sum(falseLabels));
}

function countPerLabel(
  predictions: Tensor,
  trueLabels: Tensor,
  falseLabels: Tensor,
  thresholds: readonly number[],
): Record<Count, Tensor> {
  const positive = positives(expandDims(predictions, 0), thresholds, [thresholds.length, 1, 1]);
  const over = (labels: Tensor): Tensor => sum(multiply(positive, labels), { axis: 1 });
  return complete(
    over(trueLabels),
    over(falseLabels),
    sum(trueLabels, { axis: 0 }),
    sum(falseLabels, { axis: 0 }),
  );
}

function complete(tp: Tensor, fp: Tensor, allTrue: Tensor, allFalse: Tensor): Record<Count, Tensor> {
  return {
    true_positives: tp,
    false_positives: fp,
    false_negatives: subtract(allTrue, tp),
    true_negatives: subtract(allFalse, fp),
  };
}

/**
 * 1 where a prediction is above a threshold. Even thresholds are numbered and predictions put between two of them,
 * as Keras does: at the thresholds themselves rounding would else decide otherwise.
 */
function positives(predictions: Tensor, thresholds: readonly number[], shape: Shape): Tensor {
  const steps = thresholds.length - 1;
  const column = (values: readonly number[]): Tensor =>
    fromArray(Float32Array.from(values), shape, 'float32');
  if (!areEven(thresholds)) return cast(greater(predictions, column(thresholds)), 'float32');
  const above = subtract(ceil(multiply(clip(predictions, 0, 1), steps)), 1);
  const beyond = (thresholds[0] as number) < 0 || (thresholds.at(-1) as number) > 1;
  const bucket = beyond ? maximum(above, 0) : above;
  return cast(greaterEqual(bucket, column(thresholds.map((_, index) => index))), 'float32');
}

function areEven(thresholds: readonly number[]): boolean {
  const steps = thresholds.length - 1;
  return (
    steps >= 2 &&
    thresholds.every((value, index) => Math.abs(value - index / steps) <= 1e-7 + (1e-5 * index) / steps)
  );
}

function largest(predictions: Tensor, k: number): Tensor {
  const { indices } = topK(predictions, k);
  const mask = sum(oneHot(indices, predictions.shape.at(-1) as number), { axis: -2 });
  return where(mask, predictions, NEGATIVE_INFINITY);
}

function onlyClass(where: string, x: Tensor, classId: number): Tensor {
  const classes = x.shape.at(-1) ?? 0;
  if (x.rank < 2 || !(Number.isInteger(classId) && classId >= 0 && classId < classes))
    throw new ValueError(
      where,
      `predictions (…, classes) and a classId below ${classes}`,
      `shape ${showShape(x.shape)} and ${classId}`,
    );
  const start = x.shape.map((_, axis) => (axis === x.rank - 1 ? classId : 0));
  return slice(x, start, [...x.shape.slice(0, -1), 1]);
}

function checkShapes(where: string, targets: Tensor, predictions: Tensor): void {
  if (
    targets.rank !== predictions.rank ||
    targets.shape.some((size, axis) => size !== predictions.shape[axis])
  )
    throw new ShapeError(
      where,
      'targets and predictions of one shape',
      `targets ${showShape(targets.shape)} and predictions ${showShape(predictions.shape)}`,
    );
}
