/** Adam with weight decay (keras.optimizers.AdamW; Loshchilov and Hutter, 2019). */

import { type First, withFirst } from '../config/first.ts';
import { Adam, type AdamOptions } from './adam.ts';

/** Adam whose variables first lose `variable · weightDecay · rate`; weight decay default 0.004. */
export class AdamW extends Adam {
  static override readonly className: string = 'AdamW';

  constructor(first?: First<AdamOptions, 'learningRate'>, rest?: AdamOptions) {
    const options = withFirst('learningRate', first, rest);
    super({ ...options, weightDecay: options.weightDecay ?? 0.004 });
  }
}
