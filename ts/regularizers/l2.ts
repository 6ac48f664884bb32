/** A penalty on squares, which keeps weights small (keras.regularizers.L2). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { sumOfSquares } from '../ops/reduction/sum-of-squares.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkFactor, Regularizer } from './regularizer.ts';

/** Options of {@link L2}. */
export interface L2Options {
  /** The factor, ≥ 0. Default 0.01. */
  readonly l2?: number;
}

/** `l2 · sum(x²)`: `new L2(1e-4)` or `new L2({ l2: 1e-4 })`. */
export class L2 extends Regularizer {
  static override readonly className: string = 'L2';
  readonly l2: number;

  constructor(first?: First<L2Options, 'l2'>, rest?: L2Options) {
    const options = optionsOf(new.target.className, 'l2', first, rest);
    super();
    this.l2 = checkFactor('L2', 'l2', options.l2 ?? 0.01);
  }

  override call(x: Tensor): Tensor {
    return multiply(this.l2, sumOfSquares(x));
  }

  override getConfig(): Config {
    return { l2: this.l2 };
  }
}
