/** Intersection over union of chosen classes with one-hot targets (keras.metrics.OneHotIoU). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { IoU, type OneHotIoUOptions } from './iou.ts';

/** {@link IoU} for one-hot targets and scores. */
export class OneHotIoU extends IoU {
  static override readonly className: string = 'OneHotIoU';
  static override readonly requiredArguments: string = 'numClasses targetClassIds';

  constructor(numClasses: number, targetClassIds: readonly number[], options: OneHotIoUOptions = {}) {
    const { sparseYPred = false, name = 'one_hot_io_u' } = checkKeys(
      'OneHotIoU',
      options,
      'ignoreClass sparseYPred axis name',
    );
    super(numClasses, targetClassIds, { ...options, sparseYTrue: false, sparseYPred, name });
  }

  override getConfig(): Config {
    return { ...this.commonConfig(), target_class_ids: this.targetClassIds };
  }
}
