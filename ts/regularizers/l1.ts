/** A penalty on absolute values, which makes weights sparse (keras.regularizers.L1). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { sum } from '../ops/reduction/sum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkFactor, Regularizer } from './regularizer.ts';

/** Options of {@link L1}. */
export interface L1Options {
  /** The factor, ≥ 0. Default 0.01. */
  readonly l1?: number;
}

/** `l1 · sum(|x|)`: `new L1(1e-4)` or `new L1({ l1: 1e-4 })`. */
export class L1 extends Regularizer {
  static override readonly className: string = 'L1';
  readonly l1: number;

  constructor(first?: First<L1Options, 'l1'>, rest?: L1Options) {
    const options = optionsOf(new.target.className, 'l1', first, rest);
    super();
    this.l1 = checkFactor('L1', 'l1', options.l1 ?? 0.01);
  }

  override call(x: Tensor): Tensor {
    return multiply(this.l1, sum(abs(x)));
  }

  /** Keras keeps the factor as a float32. */
  override getConfig(): Config {
    return { l1: Math.fround(this.l1) };
  }
}
