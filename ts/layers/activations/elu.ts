/** The exponential linear unit as a layer (keras.layers.ELU; Clevert et al., 2016). */

import type { Config } from '../../config/config.ts';
import { type First, withFirst } from '../../config/first.ts';
import { elu } from '../../ops/activation/elu.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type BatchShapes, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';

/** Options of {@link ELU}. */
export interface ELUOptions extends LayerOptions {
  /** Minus the limit for x → -∞. Default 1. */
  readonly alpha?: number;
}

/** `x` where x > 0, else `alpha · (exp(x) - 1)`. */
export class ELU extends Layer {
  static override readonly className: string = 'ELU';
  static override readonly samplesApart: SamplesApart = true;

  readonly alpha: number;

  constructor(first?: First<ELUOptions, 'alpha'>, rest?: ELUOptions) {
    const options = withFirst('alpha', first, rest);
    super(options);
    this.alpha = options.alpha ?? 1;
    this.supportsMasking = true;
    this.built = true;
  }

  override call(x: Tensor): Tensor {
    return elu(x, { alpha: this.alpha });
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), alpha: this.alpha };
  }
}
