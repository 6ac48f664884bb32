/** Intersection over union of two classes told apart by a threshold (keras.metrics.BinaryIoU). */

import { type Config, optionsFrom } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { show, ValueError } from '../errors.ts';
import { greaterEqual } from '../ops/compare/greater-equal.ts';
import { cast } from '../ops/shape/cast.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import { IoU } from './iou.ts';
import type { Metric, MetricOptions } from './metric.ts';

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
  readonly threshold: number;

  constructor(first?: First<BinaryIoUOptions, 'targetClassIds'>, rest?: BinaryIoUOptions) {
    const {
      targetClassIds = [0, 1],
      threshold = 0.5,
      name = 'binary_io_u',
    } = withFirst('targetClassIds', first, rest);
    super(2, targetClassIds, { name });
    if (!Number.isFinite(threshold)) throw new ValueError('BinaryIoU', 'a finite threshold', show(threshold));
    this.threshold = threshold;
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

  /** The metric of a Keras config. */
  static override fromConfig(config: Config): Metric {
    return new BinaryIoU(optionsFrom<BinaryIoUOptions>(config));
  }
}
