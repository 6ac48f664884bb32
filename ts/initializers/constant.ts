/** One value everywhere (keras.initializers.Constant). */

import { type Config, optionsFrom } from '../config/config.ts';
import { full } from '../ops/creation/full.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Initializer } from './initializer.ts';

/** Options of {@link Constant}. */
export interface ConstantOptions {
  /** Default 0. */
  readonly value?: number;
}

/** Every value `value`: `new Constant(0.5)` or `new Constant({ value: 0.5 })`. */
export class Constant extends Initializer {
  override readonly className: string = 'Constant';
  readonly value: number;

  constructor(options: number | ConstantOptions = {}) {
    super();
    this.value = typeof options === 'number' ? options : (options.value ?? 0);
  }

  protected override values(shape: Shape): Tensor {
    return full(shape, this.value);
  }

  override getConfig(): Config {
    return { value: this.value };
  }

  /** The initializer of a Keras config. */
  static fromConfig(config: Config): Constant {
    return new Constant(optionsFrom<ConstantOptions>(config));
  }
}
