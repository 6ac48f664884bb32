/** Punishes what passes through (keras.layers.ActivityRegularization). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { L1L2 } from '../../regularizers/l1l2.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type BatchShapes, Layer, type LayerOptions } from '../layer.ts';

/** Options of {@link ActivityRegularization}. */
export interface ActivityRegularizationOptions extends LayerOptions {
  /** Factor of the sum of absolute values. Default 0. */
  readonly l1?: number;
  /** Factor of the sum of squares. Default 0. */
  readonly l2?: number;
}

/** Passes its input on, and adds `l1 · sum |x| + l2 · sum x²`, divided by the batch size, to the loss. */
export class ActivityRegularization extends Layer {
  static override readonly className: string = 'ActivityRegularization';

  readonly l1: number;
  readonly l2: number;

  constructor(first?: First<ActivityRegularizationOptions, 'l1'>, rest?: ActivityRegularizationOptions) {
    const options = withFirst('l1', first, rest);
    super(options);
    this.l1 = options.l1 ?? 0;
    this.l2 = options.l2 ?? 0;
    this.activityRegularizer = new L1L2({ l1: this.l1, l2: this.l2 });
    this.supportsMasking = true;
    this.built = true;
  }

  override call(x: Tensor): Tensor {
    return x;
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), l1: this.l1, l2: this.l2 };
  }
}
