/** Penalties on absolute values and squares together (keras.regularizers.L1L2). */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { zeros } from '../ops/creation/full.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { sum } from '../ops/reduction/sum.ts';
import { sumOfSquares } from '../ops/reduction/sum-of-squares.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkFactor, Regularizer } from './regularizer.ts';

/** Options of {@link L1L2}. */
export interface L1L2Options {
  /** The factor of absolute values, ≥ 0. Default 0. */
  readonly l1?: number;
  /** The factor of squares, ≥ 0. Default 0. */
  readonly l2?: number;
}

/** `l1 · sum(|x|) + l2 · sum(x²)`. */
export class L1L2 extends Regularizer {
  static override readonly className: string = 'L1L2';
  readonly l1: number;
  readonly l2: number;

  constructor(first?: First<L1L2Options, 'l1'>, rest?: L1L2Options) {
    const { l1 = 0, l2 = 0 } = optionsOf(new.target.className, 'l1 l2', first, rest);
    super();
    this.l1 = checkFactor('L1L2', 'l1', l1);
    this.l2 = checkFactor('L1L2', 'l2', l2);
  }

  override call(x: Tensor): Tensor {
    const parts: Tensor[] = [];
    if (this.l1 !== 0) parts.push(multiply(this.l1, sum(abs(x))));
    if (this.l2 !== 0) parts.push(multiply(this.l2, sumOfSquares(x)));
    const [first = zeros([]), second] = parts;
    return second === undefined ? first : add(first, second);
  }

  override getConfig(): Config {
    return { l1: this.l1, l2: this.l2 };
  }
}
