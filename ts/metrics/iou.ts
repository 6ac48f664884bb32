/** Intersection over union of chosen classes (keras.metrics.IoU), for segmentation. */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { checkList, checkWhole, ShapeError, show, showShape, ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { greater } from '../ops/compare/greater.ts';
import { greaterEqual } from '../ops/compare/greater-equal.ts';
import { less } from '../ops/compare/less.ts';
import { logicalAnd } from '../ops/compare/logical-and.ts';
import { notEqual } from '../ops/compare/not-equal.ts';
import { oneHot } from '../ops/index/one-hot.ts';
import { where } from '../ops/index/where.ts';
import { matmul } from '../ops/linear/matmul.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { argmax } from '../ops/reduction/argmax.ts';
import { broadcastTo, sum } from '../ops/reduction/sum.ts';
import { cast } from '../ops/shape/cast.ts';
import { expandDims } from '../ops/shape/expand-dims.ts';
import { reshape } from '../ops/shape/reshape.ts';
import { transpose } from '../ops/shape/transpose.ts';
import { asTensor, fromArray, type TensorLike } from '../tensor/create.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Metric, type MetricOptions } from './metric.ts';

/** The largest number of classes: the state has its square. */
export const MOST_CLASSES = 8192;

/** Options of `OneHotIoU` and its like. */
export interface OneHotIoUOptions extends MetricOptions {
  /** A class whose pixels do not count. Default none. */
  readonly ignoreClass?: number;
  /** Whether predictions are numbers of classes, not scores. Default `true`, of the one-hot metrics `false`. */
  readonly sparseYPred?: boolean;
  /** The axis of the classes. Default -1. */
  readonly axis?: number;
}

/** Options of {@link IoU}. */
export interface IoUOptions extends OneHotIoUOptions {
  /** Whether targets are numbers of classes, not one-hot. Default `true`. */
  readonly sparseYTrue?: boolean;
}

/**
 * The mean over the target classes of `true positives / (true positives + false positives + false negatives)`;
 * classes that never occur do not count. The state is an int32 confusion matrix: weights count as whole numbers.
 */
export class IoU extends Metric {
  static override readonly className: string = 'IoU';
  static readonly requiredArguments: string = 'numClasses targetClassIds';
  override readonly dtype: DType = 'int32';
  readonly numClasses: number;
  readonly targetClassIds: readonly number[];
  readonly ignoreClass: number | undefined;
  readonly sparseYTrue: boolean;
  readonly sparseYPred: boolean;
  readonly axis: number;

  constructor(numClasses: number, targetClassIds: readonly number[], options: IoUOptions = {}) {
    super(checkKeys('IoU', options, 'sparseYTrue ignoreClass sparseYPred axis name').name ?? 'io_u');
    checkWhole('IoU', 'numClasses', numClasses, 1, MOST_CLASSES);
    const known = (id: number): boolean => Number.isInteger(id) && id >= 0 && id < numClasses;
    if (!checkList('IoU', 'targetClassIds', targetClassIds).every(known))
      throw new ValueError('IoU', `targetClassIds from 0 to ${numClasses - 1}`, show(targetClassIds));
    this.numClasses = numClasses;
    this.targetClassIds = [...targetClassIds];
    this.ignoreClass = options.ignoreClass;
    this.sparseYTrue = options.sparseYTrue ?? true;
    this.sparseYPred = options.sparseYPred ?? true;
    this.axis = options.axis ?? -1;
  }

  protected override stateShapes(): Readonly<Record<string, Shape>> {
    return { total_confusion_matrix: [this.numClasses, this.numClasses] };
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void {
    this.run(() => {
      const targets = this.#classes(asTensor(yTrue, 'IoU'), this.sparseYTrue);
      const predictions = this.#classes(asTensor(yPred, 'IoU'), this.sparseYPred);
      if (targets.size !== predictions.size)
        throw new ShapeError(
          'IoU',
          'as many targets as predictions',
          `${showShape(targets.shape)} and ${showShape(predictions.shape)}`,
        );
      let weights = cast(asTensor(sampleWeight ?? 1, 'IoU'), 'int32');
      if (weights.rank > 1) weights = reshape(weights, [-1]);
      weights = broadcastTo(weights, targets.shape);
      const counts = where(this.#counts(targets, predictions), cast(weights, 'float32'), 0);
      const rows = multiply(oneHot(targets, this.numClasses), expandDims(counts, -1));
      const matrix = matmul(transpose(rows), oneHot(predictions, this.numClasses));
      this.accumulate('total_confusion_matrix', cast(matrix, 'int32'));
    });
  }

  #classes(given: Tensor, sparse: boolean): Tensor {
    return reshape(sparse ? cast(given, 'int32') : argmax(given, { axis: this.axis }), [-1]);
  }

  #counts(targets: Tensor, predictions: Tensor): Tensor {
    const within = (x: Tensor): Tensor => logicalAnd(greaterEqual(x, 0), less(x, this.numClasses));
    const valid = logicalAnd(within(targets), within(predictions));
    return this.ignoreClass === undefined ? valid : logicalAnd(valid, notEqual(targets, this.ignoreClass));
  }

  override result(): Tensor {
    return this.run(() => {
      const { numClasses } = this;
      const matrix = cast(this.state('total_confusion_matrix').read(), 'float32');
      const diagonal = Float32Array.from({ length: numClasses ** 2 }, (_, index) =>
        Number(index % (numClasses + 1) === 0),
      );
      const hits = sum(multiply(matrix, fromArray(diagonal, [numClasses, numClasses], 'float32')), {
        axis: 0,
      });
      const union = subtract(add(sum(matrix, { axis: 0 }), sum(matrix, { axis: 1 })), hits);
      // How often each class is among the targets.
      const wanted = new Float32Array(numClasses);
      for (const id of this.targetClassIds) wanted[id] = (wanted[id] as number) + 1;
      const valid = multiply(
        cast(greater(union, 1e-9), 'float32'),
        fromArray(wanted, [numClasses], 'float32'),
      );
      const shares = multiply(divide(hits, add(union, EPSILON)), valid);
      return divide(sum(shares), add(sum(valid), EPSILON));
    });
  }

  /** What the configs of all these metrics have. */
  protected commonConfig(): Config {
    const { ignoreClass = null, sparseYPred, axis } = this;
    return {
      ...super.getConfig(),
      num_classes: this.numClasses,
      ignore_class: ignoreClass,
      sparse_y_pred: sparseYPred,
      axis,
    };
  }

  override getConfig(): Config {
    return { ...this.commonConfig(), target_class_ids: this.targetClassIds, sparse_y_true: this.sparseYTrue };
  }
}
