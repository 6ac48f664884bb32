/** Mean intersection over union of all classes with one-hot targets (keras.metrics.OneHotMeanIoU). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import type { OneHotIoUOptions } from './iou.ts';
import { MeanIoU } from './mean-iou.ts';

/** {@link MeanIoU} for one-hot targets and scores. */
export class OneHotMeanIoU extends MeanIoU {
  static override readonly className: string = 'OneHotMeanIoU';
  static override readonly requiredArguments: string = 'numClasses';

  constructor(numClasses: number, options: OneHotIoUOptions = {}) {
    const { sparseYPred = false, name = 'one_hot_mean_io_u' } = checkKeys(
      'OneHotMeanIoU',
      options,
      'ignoreClass sparseYPred axis name',
    );
    super(numClasses, { ...options, sparseYTrue: false, sparseYPred, name });
  }

  override getConfig(): Config {
    return this.commonConfig();
  }
}
