/** Intersection over union of chosen classes with one-hot targets (keras.metrics.OneHotIoU). */

import { argumentsFrom, type Config } from '../config/config.ts';
import { checkOptions } from '../errors.ts';
import { IoU, type OneHotIoUOptions } from './iou.ts';
import type { Metric } from './metric.ts';

/** {@link IoU} for one-hot targets and scores. */
export class OneHotIoU extends IoU {
  static override readonly className: string = 'OneHotIoU';

  constructor(numClasses: number, targetClassIds: readonly number[], options: OneHotIoUOptions = {}) {
    const { sparseYPred = false, name = 'one_hot_io_u' } = checkOptions('OneHotIoU', options);
    super(numClasses, targetClassIds, { ...options, sparseYTrue: false, sparseYPred, name });
  }

  override getConfig(): Config {
    return { ...this.commonConfig(), target_class_ids: this.targetClassIds };
  }

  /** The metric of a Keras config. */
  static override fromConfig(config: Config): Metric {
    const required = ['numClasses', 'targetClassIds'] as const;
    const { numClasses, targetClassIds, options } = argumentsFrom<
      (typeof required)[number],
      OneHotIoUOptions
    >('OneHotIoU', config, required);
    return new OneHotIoU(numClasses, targetClassIds, options);
  }
}
