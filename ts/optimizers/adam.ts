/** Adam (keras.optimizers.Adam; Kingma and Ba, 2014), with AMSGrad (Reddi et al., 2018). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { adamOperation } from '../ops/optimizer/adam.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { updateFused } from './fused.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkNotNegative, checkShare, type OptimizerOptions } from './options.ts';

/** Options of {@link Adam}. */
export interface AdamOptions extends OptimizerOptions {
  /** Weight of the past in the mean gradient, 0 to 1. Default 0.9. */
  readonly beta1?: number;
  /** Weight of the past in the mean of squares, 0 to 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root. Default 1e-7. */
  readonly epsilon?: number;
  /** Whether to divide by the largest mean of squares so far. Default `false`. */
  readonly amsgrad?: boolean;
}

/**
 * `m += (g - m)·(1 - beta1)`, `v += (g² - v)·(1 - beta2)`, `w -= m·α/(√v + epsilon)`, where
 * `α = rate·√(1 - beta2ᵗ)/(1 - beta1ᵗ)` corrects the bias of the means at step t. Default rate 0.001.
 */
export class Adam extends Optimizer {
  static override readonly className: string = 'Adam';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
  #slots: readonly (readonly Variable[])[] = [];

  constructor(first?: First<AdamOptions, 'learningRate'>, rest?: AdamOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.001, options, 'beta1 beta2 epsilon amsgrad');
    this.beta1 = checkShare(this.className, 'beta1', options.beta1 ?? 0.9);
    this.beta2 = checkShare(this.className, 'beta2', options.beta2 ?? 0.999);
    this.epsilon = checkNotNegative(this.className, 'epsilon', options.epsilon ?? 1e-7);
    this.amsgrad = options.amsgrad ?? false;
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    const { momentum, velocity } = this.addSlots(trainable, { momentum: 0, velocity: 0 });
    const hats = this.amsgrad ? [this.addSlots(trainable, { velocityHat: 0 }).velocityHat] : [];
    this.#slots = [momentum, velocity, ...hats];
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    const { beta1, beta2, epsilon, amsgrad } = this;
    const step = this.updateCount(1);
    const root = sqrt(subtract(1, power(beta2, step)));
    const alpha = divide(multiply(learningRate, root), subtract(1, power(beta1, step)));
    const attributes = { beta1, beta2, epsilon, amsgrad };
    updateFused(this, adamOperation, updates, this.#slots, [alpha, learningRate], attributes);
  }

  override getConfig(): Config {
    const { beta1, beta2, epsilon, amsgrad } = this;
    return { ...super.getConfig(), beta_1: beta1, beta_2: beta2, epsilon, amsgrad };
  }
}
