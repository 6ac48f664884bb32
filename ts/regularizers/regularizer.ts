/** What a regularizer is (keras.regularizers.Regularizer): a penalty on weights, added to the loss. */

import { type Config, type ConfigClass, classNameOf, madeOf, optionsFrom } from '../config/config.ts';
import { isWithin, show, ValueError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Base of all regularizers. */
export abstract class Regularizer {
  /** The name in configs: set it where a minifier would rename the class. */
  static readonly className: string;

  /** The name of its class. */
  get className(): string {
    return classNameOf(this);
  }

  /** The penalty on `x`: a scalar. */
  abstract call(x: Tensor): Tensor;

  /** Keras's config. */
  abstract getConfig(): Config;

  /** The regularizer of a Keras config, of the class that it is called on. */
  static fromConfig(this: ConfigClass<Regularizer>, config: Config): Regularizer {
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return madeOf(this, optionsFrom(config));
  }
}

/** A finite number ≥ 0, or a {@link ValueError}. */
export function checkFactor(where: string, name: string, value: number): number {
  if (!isWithin(value, 0, Number.MAX_VALUE)) throw new ValueError(where, `a finite ${name} ≥ 0`, show(value));
  return value;
}
