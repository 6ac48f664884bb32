/** Mean intersection over union of all classes (keras.metrics.MeanIoU). */

import { argumentsFrom, type Config } from '../config/config.ts';
import { checkOptions, checkWhole } from '../errors.ts';
import { IoU, type IoUOptions, MOST_CLASSES } from './iou.ts';
import type { Metric } from './metric.ts';

/** The class ids below a number. */
export function allClasses(numClasses: number): number[] {
  return Array.from({ length: checkWhole('IoU', 'numClasses', numClasses, 1, MOST_CLASSES) }, (_, id) => id);
}

/** {@link IoU} of all classes. */
export class MeanIoU extends IoU {
  static override readonly className: string = 'MeanIoU';

  constructor(numClasses: number, options: IoUOptions = {}) {
    super(numClasses, allClasses(numClasses), {
      ...options,
      name: checkOptions('MeanIoU', options).name ?? 'mean_io_u',
    });
  }

  override getConfig(): Config {
    return { ...this.commonConfig(), sparse_y_true: this.sparseYTrue };
  }

  /** The metric of a Keras config. */
  static override fromConfig(config: Config): Metric {
    const { numClasses, options } = argumentsFrom<'numClasses', IoUOptions>('MeanIoU', config, [
      'numClasses',
    ]);
    return new MeanIoU(numClasses, options);
  }
}
