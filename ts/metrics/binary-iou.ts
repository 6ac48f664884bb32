/** Intersection over union of two classes told apart by a threshold (keras.metrics.BinaryIoU). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { checkFinite } from '../errors.ts';
import { greaterEqual } from '../ops/compare/greater-equal.ts';
import { cast } from '../ops/shape/cast.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import { IoU } from './iou.ts';
import type { MetricOptions } from './metric.ts';

/** Options of {@link BinaryIoU}. */
export interface BinaryIoUOptions extends MetricOptions {
  /** Default both: 0 and 1. */
  readonly targetClassIds?: readonly number[];
  /** From it on a prediction is of class 1. Default 0.5. */
  readonly threshold?: number;
}

/** {@link IoU} of targets 0 and 1 and probabilities. */
export class BinaryIoU extends IoU {
  static override readonly className: string = 'BinaryIoU';
  static override readonly requiredArguments: string = '';
  readonly threshold: number;

  constructor(first?: First<BinaryIoUOptions, 'targetClassIds'>, rest?: BinaryIoUOptions) {
    const {
      targetClassIds = [0, 1],
      threshold = 0.5,
      name = 'binary_io_u',
    } = optionsOf(new.target.className, 'targetClassIds threshold name', first, rest);
    super(2, targetClassIds, { name });
    this.threshold = checkFinite('BinaryIoU', 'threshold', threshold);
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void {
    this.run(() => {
      const chosen = greaterEqual(cast(asTensor(yPred, 'BinaryIoU'), 'float32'), this.threshold);
      super.updateState(yTrue, cast(chosen, 'int32'), sampleWeight);
    });
  }

  override getConfig(): Config {
    const { name, dtype, targetClassIds, threshold } = this;
    return { name, dtype, target_class_ids: targetClassIds, threshold };
  }
}
