/** Mean intersection over union of all classes (keras.metrics.MeanIoU). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { checkWhole } from '../errors.ts';
import { IoU, type IoUOptions, MOST_CLASSES } from './iou.ts';

/** The class ids below a number. */
export function allClasses(numClasses: number): number[] {
  return Array.from({ length: checkWhole('IoU', 'numClasses', numClasses, 1, MOST_CLASSES) }, (_, id) => id);
}

/** {@link IoU} of all classes. */
export class MeanIoU extends IoU {
  static override readonly className: string = 'MeanIoU';
  static override readonly requiredArguments: string = 'numClasses';

  constructor(numClasses: number, options: IoUOptions = {}) {
    super(numClasses, allClasses(numClasses), {
      ...options,
      name:
        checkKeys('MeanIoU', options, 'sparseYTrue ignoreClass sparseYPred axis name').name ?? 'mean_io_u',
    });
  }

  override getConfig(): Config {
    return { ...this.commonConfig(), sparse_y_true: this.sparseYTrue };
  }
}
