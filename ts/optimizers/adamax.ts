/** Adamax, Adam with the infinity norm (keras.optimizers.Adamax; Kingma and Ba, 2014). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { flushed } from '../ops/optimizer/slots.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkNotNegative, checkShare, type OptimizerOptions } from './options.ts';

/** Options of {@link Adamax} and `Nadam`. */
export interface AdamaxOptions extends OptimizerOptions {
  /** Weight of the past in the mean gradient, 0 to 1. Default 0.9. */
  readonly beta1?: number;
  /** Weight of the past in the norm, 0 to 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the norm. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * `m += (g - m)·(1 - beta1)`, `u = max(beta2·u, |g|)`, `w -= rate·m/((1 - beta1ᵗ)·(u + epsilon))` at step t. Default
 * rate 0.001.
 */
export class Adamax extends Optimizer {
  static override readonly className: string = 'Adamax';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  #momentums: readonly Variable[] = [];
  #norms: readonly Variable[] = [];

  constructor(first?: First<AdamaxOptions, 'learningRate'>, rest?: AdamaxOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.001, options, 'beta1 beta2 epsilon');
    this.beta1 = checkShare('Adamax', 'beta1', options.beta1 ?? 0.9);
    this.beta2 = checkShare('Adamax', 'beta2', options.beta2 ?? 0.999);
    this.epsilon = checkNotNegative('Adamax', 'epsilon', options.epsilon ?? 1e-7);
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    const slots = this.addSlots(trainable, { momentum: 0, norm: 0 });
    this.#momentums = slots.momentum;
    this.#norms = slots.norm;
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    const { beta1, beta2, epsilon } = this;
    const correction = subtract(1, power(beta1, this.updateCount(1)));
    for (const one of updates) {
      const { variable, gradient, index } = one;
      const [momentum, norm] = [this.#momentums[index] as Variable, this.#norms[index] as Variable];
      const m = flushed(add(momentum.read(), multiply(subtract(gradient, momentum.read()), 1 - beta1)));
      const u = flushed(maximum(multiply(beta2, norm.read()), abs(gradient)));
      const change = divide(multiply(learningRate, m), multiply(correction, add(u, epsilon)));
      variable.assign(subtract(this.decayed(one, learningRate), change));
      momentum.assign(m);
      norm.assign(u);
    }
  }

  override getConfig(): Config {
    const { beta1, beta2, epsilon } = this;
    return { ...super.getConfig(), beta_1: beta1, beta_2: beta2, epsilon };
  }
}
