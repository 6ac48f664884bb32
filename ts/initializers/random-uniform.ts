/** Random values from a uniform distribution (keras.initializers.RandomUniform). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { uniform } from '../ops/random/uniform.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkNumbers, RandomInitializer, type RandomOptions } from './initializer.ts';

/** Options of {@link RandomUniform}. */
export interface RandomUniformOptions extends RandomOptions {
  /** Smallest value, included. Default -0.05. */
  readonly minval?: number;
  /** Largest value, excluded. Default 0.05. */
  readonly maxval?: number;
}

/** Values spread evenly over [minval, maxval). */
export class RandomUniform extends RandomInitializer {
  static override readonly className: string = 'RandomUniform';
  readonly minval: number;
  readonly maxval: number;

  constructor(first?: First<RandomUniformOptions, 'minval'>, rest?: RandomUniformOptions) {
    const options = optionsOf(new.target.className, 'minval maxval seed', first, rest);
    super(options);
    const { minval = -0.05, maxval = 0.05 } = options;
    checkNumbers('RandomUniform', 'finite minval ≤ maxval', minval, maxval, minval);
    this.minval = minval;
    this.maxval = maxval;
  }

  protected override values(shape: Shape): Tensor {
    const { minval, maxval, seed } = this;
    return uniform(shape, { minval, maxval, seed });
  }

  override getConfig(): Config {
    return { ...super.getConfig(), minval: this.minval, maxval: this.maxval };
  }
}
