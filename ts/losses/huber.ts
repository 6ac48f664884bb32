/** Huber loss (keras.losses.Huber): squared near zero, linear beyond. */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { isWithin, show, ValueError } from '../errors.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { lessEqual } from '../ops/compare/less-equal.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { square } from '../ops/elementwise/square.ts';
import { where } from '../ops/index/where.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, Loss, type LossOptions } from './loss.ts';

/** The mean over the last axis of `e²/2` where the error `|e| ≤ delta`, else `delta·|e| - delta²/2`. */
export function huber(yTrue: Tensor, yPred: Tensor, delta: number = 1): Tensor {
  checkSameShape('huber', yTrue, yPred);
  const error = subtract(yPred, yTrue);
  const size = abs(error);
  const near = multiply(square(error), 0.5);
  const far = subtract(multiply(size, delta), 0.5 * delta ** 2);
  return mean(where(lessEqual(size, delta), near, far), { axis: -1 });
}

/** Options of {@link Huber}. */
export interface HuberOptions extends LossOptions {
  /** Where the loss turns from squared to linear; > 0. Default 1. */
  readonly delta?: number;
}

/** Huber loss: see {@link huber}. */
export class Huber extends Loss {
  static override readonly className: string = 'Huber';
  readonly delta: number;

  constructor(first?: First<HuberOptions, 'delta'>, rest?: HuberOptions) {
    const { delta = 1, ...options } = optionsOf(new.target.className, 'delta reduction name', first, rest);
    super('huber_loss', options);
    if (!isWithin(delta, Number.MIN_VALUE)) throw new ValueError('Huber', 'delta > 0', show(delta));
    this.delta = delta;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return huber(yTrue, yPred, this.delta);
  }

  /** Keras leaves `delta` out; here it is kept, so that the loss comes back the same. */
  override getConfig(): Config {
    return { ...super.getConfig(), delta: this.delta };
  }
}
