/** Cross-entropy with labels that are numbers of classes (keras.losses.SparseCategoricalCrossentropy). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { logitsOf } from '../ops/activation/logits.ts';
import { notEqual } from '../ops/compare/not-equal.ts';
import { where } from '../ops/index/where.ts';
import { sparseCrossEntropy } from '../ops/loss/sparse-cross-entropy.ts';
import { cast } from '../ops/shape/cast.ts';
import { expandDims } from '../ops/shape/expand-dims.ts';
import { squeeze } from '../ops/shape/squeeze.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { classesLast, isLastAxis } from './class-axis.ts';
import { checkTensors, Loss, type LossOptions } from './loss.ts';

/** What {@link sparseCategoricalCrossentropy} takes beside the tensors. */
export interface SparseCrossentropyOptions {
  /** Whether predictions are logits, not probabilities. Default `false`. */
  readonly fromLogits?: boolean;
  /** A label that does not count: the loss of its samples is 0. Default none. */
  readonly ignoreClass?: number;
  /** The axis of the classes. Default -1. */
  readonly axis?: number;
}

/**
 * `-ln p[yTrue]` over the axis of the classes; labels have the shape of the predictions without that axis (or
 * with it as 1). Probabilities are treated as by `categoricalCrossentropy`. A label outside the classes throws a
 * `ValueError` that names the row, before anything changed.
 */
export function sparseCategoricalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  given: SparseCrossentropyOptions = {},
): Tensor {
  const name = 'sparseCategoricalCrossentropy';
  const {
    fromLogits = false,
    ignoreClass,
    axis = -1,
  } = checkKeys(name, given, 'fromLogits ignoreClass axis');
  checkTensors(name, yTrue, yPred);
  const logits = fromLogits ? yPred : isLastAxis(yPred, axis) ? logitsOf(yPred, 'softmax') : undefined;
  const predictions = classesLast(name, logits ?? yPred, axis);
  const labels = labelsFor(yTrue, yPred, axis);
  const options = { fromLogits: logits !== undefined };
  if (ignoreClass === undefined) return sparseCrossEntropy(labels, predictions, options);
  const valid = notEqual(labels, ignoreClass);
  const kept = where(expandDims(valid, -1), predictions, 0);
  return where(valid, sparseCrossEntropy(where(valid, labels, 0), kept, options), 0);
}

function labelsFor(yTrue: Tensor, yPred: Tensor, axis: number): Tensor {
  const labels = cast(yTrue, 'int32');
  return labels.rank === yPred.rank && labels.shape.at(axis) === 1 ? squeeze(labels, axis) : labels;
}

/** Options of {@link SparseCategoricalCrossentropy}. */
export interface SparseCategoricalCrossentropyOptions extends LossOptions, SparseCrossentropyOptions {}

/** Cross-entropy with integer labels: see {@link sparseCategoricalCrossentropy}. */
export class SparseCategoricalCrossentropy extends Loss {
  static override readonly className: string = 'SparseCategoricalCrossentropy';
  readonly fromLogits: boolean;
  readonly ignoreClass: number | undefined;
  readonly axis: number;

  constructor(
    first?: First<SparseCategoricalCrossentropyOptions, 'fromLogits'>,
    rest?: SparseCategoricalCrossentropyOptions,
  ) {
    const {
      fromLogits = false,
      ignoreClass,
      axis = -1,
      ...options
    } = optionsOf(new.target.className, 'fromLogits reduction name ignoreClass axis', first, rest);
    super('sparse_categorical_crossentropy', options);
    this.fromLogits = fromLogits;
    this.ignoreClass = ignoreClass;
    this.axis = axis;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, ignoreClass, axis } = this;
    return sparseCategoricalCrossentropy(yTrue, yPred, {
      fromLogits,
      axis,
      ...(ignoreClass === undefined ? {} : { ignoreClass }),
    });
  }

  /** @internal Labels stay integers. */
  protected override _targets(yTrue: Tensor): Tensor {
    return cast(yTrue, 'int32');
  }

  /** @internal */
  protected override _validMask(yTrue: Tensor, yPred: Tensor): Tensor | undefined {
    if (this.ignoreClass === undefined) return undefined;
    return notEqual(labelsFor(yTrue, yPred, this.axis), this.ignoreClass);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), from_logits: this.fromLogits, ignore_class: this.ignoreClass ?? null };
  }
}
