/** Adam with weight decay (keras.optimizers.AdamW; Loshchilov and Hutter, 2019). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import type { ScheduleTable } from '../schedules/names.ts';
import { Adam, type AdamOptions } from './adam.ts';
import { optimizerOptions } from './options.ts';

/** Adam whose variables first lose `variable · weightDecay · rate`; weight decay default 0.004. */
export class AdamW extends Adam {
  static override readonly className: string = 'AdamW';

  constructor(first?: First<AdamOptions, 'learningRate'>, rest?: AdamOptions) {
    const options = withFirst('learningRate', first, rest);
    super({ ...options, weightDecay: options.weightDecay ?? 0.004 });
  }

  /** The optimizer of a Keras config; one with a schedule needs the table of schedules. */
  static override fromConfig(config: Config, schedules?: ScheduleTable): AdamW {
    return new AdamW(optimizerOptions<AdamOptions>('AdamW', config, schedules));
  }
}
