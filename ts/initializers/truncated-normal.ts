/** Random values from a truncated normal distribution (keras.initializers.TruncatedNormal). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { truncatedNormal } from '../ops/random/truncated-normal.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkNumbers, RandomInitializer, type RandomOptions } from './initializer.ts';

/** Options of {@link TruncatedNormal}. */
export interface TruncatedNormalOptions extends RandomOptions {
  /** Default 0. */
  readonly mean?: number;
  /** Standard deviation, ≥ 0. Default 0.05. */
  readonly stddev?: number;
}

/** Values from a normal distribution, none beyond two deviations. */
export class TruncatedNormal extends RandomInitializer {
  static override readonly className: string = 'TruncatedNormal';
  readonly mean: number;
  readonly stddev: number;

  constructor(first?: First<TruncatedNormalOptions, 'mean'>, rest?: TruncatedNormalOptions) {
    const options = optionsOf(new.target.className, 'mean stddev seed', first, rest);
    super(options);
    const { mean = 0, stddev = 0.05 } = options;
    checkNumbers('TruncatedNormal', 'a finite mean and stddev ≥ 0', mean, stddev, 0);
    this.mean = mean;
    this.stddev = stddev;
  }

  protected override values(shape: Shape): Tensor {
    const { mean, stddev, seed } = this;
    return truncatedNormal(shape, { mean, stddev, seed });
  }

  override getConfig(): Config {
    return { ...super.getConfig(), mean: this.mean, stddev: this.stddev };
  }
}
