/** Mean intersection over union of all classes with one-hot targets (keras.metrics.OneHotMeanIoU). */

import { argumentsFrom, type Config } from '../config/config.ts';
import { checkOptions } from '../errors.ts';
import type { OneHotIoUOptions } from './iou.ts';
import { MeanIoU } from './mean-iou.ts';
import type { Metric } from './metric.ts';

/** {@link MeanIoU} for one-hot targets and scores. */
export class OneHotMeanIoU extends MeanIoU {
  static override readonly className: string = 'OneHotMeanIoU';

  constructor(numClasses: number, options: OneHotIoUOptions = {}) {
    const { sparseYPred = false, name = 'one_hot_mean_io_u' } = checkOptions('OneHotMeanIoU', options);
    super(numClasses, { ...options, sparseYTrue: false, sparseYPred, name });
  }

  override getConfig(): Config {
    return this.commonConfig();
  }

  /** The metric of a Keras config. */
  static override fromConfig(config: Config): Metric {
    const { numClasses, options } = argumentsFrom<'numClasses', OneHotIoUOptions>('OneHotMeanIoU', config, [
      'numClasses',
    ]);
    return new OneHotMeanIoU(numClasses, options);
  }
}
