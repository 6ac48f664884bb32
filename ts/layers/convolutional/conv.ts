/** Convolutions (keras.layers.Conv1D, Conv2D, Conv3D). */

import { type Config, numberIn, optionsFrom } from '../../config/config.ts';
import type { Padding, Sizes } from '../../ops/convolution/geometry.ts';
import type { AnyLayer } from '../layer.ts';
import { BaseConv, type ConvLayerOptions } from './base-conv.ts';
import { sizesIn } from './config.ts';

/** Options of {@link Conv1D}. */
export interface Conv1DOptions extends Omit<ConvLayerOptions, 'padding'> {
  /** `'causal'` lets an output see no later input. Default `'valid'`. */
  readonly padding?: Padding | 'causal';
}

/** Input (batch, steps, channels), output (batch, positions, filters). Throws a ShapeError for other ranks and channels. */
export class Conv1D extends BaseConv {
  static override readonly className: string = 'Conv1D';

  constructor(filters: number, kernelSize: Sizes, options: Conv1DOptions = {}) {
    super(1, filters, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'Conv1D.fromConfig';
    return new Conv1D(
      numberIn(config, 'filters', where),
      sizesIn(config, 'kernel_size', where),
      optionsFrom(config, where),
    );
  }
}

/** Input (batch, height, width, channels), output (batch, height, width, filters). */
export class Conv2D extends BaseConv {
  static override readonly className: string = 'Conv2D';

  constructor(filters: number, kernelSize: Sizes, options: ConvLayerOptions = {}) {
    super(2, filters, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'Conv2D.fromConfig';
    return new Conv2D(
      numberIn(config, 'filters', where),
      sizesIn(config, 'kernel_size', where),
      optionsFrom(config, where),
    );
  }
}

/** Input (batch, depth, height, width, channels), output (batch, depth, height, width, filters). */
export class Conv3D extends BaseConv {
  static override readonly className: string = 'Conv3D';

  constructor(filters: number, kernelSize: Sizes, options: ConvLayerOptions = {}) {
    super(3, filters, kernelSize, options);
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'Conv3D.fromConfig';
    return new Conv3D(
      numberIn(config, 'filters', where),
      sizesIn(config, 'kernel_size', where),
      optionsFrom(config, where),
    );
  }
}
