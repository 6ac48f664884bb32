/** Values in another range (keras.layers.Rescaling). */

import { type Config, optionsFrom } from '../../config/config.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { cast } from '../../ops/shape/cast.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type AnyLayer, type BatchShapes, Layer, type LayerOptions, type SamplesApart } from '../layer.ts';

/** Options of {@link Rescaling}. */
export interface RescalingOptions extends LayerOptions {
  /** One number, or one a channel (the last axis). Default 0. */
  readonly offset?: number | readonly number[];
}

/** `x · scale + offset`; scale may be one number, or one a channel (the last axis). */
export class Rescaling extends Layer {
  static override readonly className: string = 'Rescaling';
  static override readonly samplesApart: SamplesApart = true;

  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];

  constructor(scale: number | readonly number[], options: RescalingOptions = {}) {
    super(options);
    this.scale = scale;
    this.offset = options.offset ?? 0;
    this.supportsMasking = true;
  }

  override call(x: Tensor): Tensor {
    return add(multiply(cast(x, 'float32'), this.scale), this.offset);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), scale: this.scale, offset: this.offset };
  }

  static override fromConfig(config: Config): AnyLayer {
    const { scale, ...rest } = config ?? {};
    return new Rescaling(scale as number | readonly number[], optionsFrom(rest, 'Rescaling.fromConfig'));
  }
}
