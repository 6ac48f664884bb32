/** Nadam, Adam with Nesterov's momentum (keras.optimizers.Nadam; Dozat, 2015). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { square } from '../ops/elementwise/square.ts';
import { flushed } from '../ops/optimizer/slots.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import type { AdamaxOptions } from './adamax.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkNotNegative, checkShare } from './options.ts';

/** Options of {@link Nadam}. */
export interface NadamOptions extends AdamaxOptions {}

/**
 * Adam's means with a momentum that grows by `μₜ = beta1·(1 - 0.96ᵗ/2)`; the step looks ahead along it:
 * `w -= rate·(μₜ₊₁·m/(1 - Πμ·μₜ₊₁) + (1 - μₜ)·g/(1 - Πμ))/(√(v/(1 - beta2ᵗ)) + epsilon)`. Default rate 0.001.
 */
export class Nadam extends Optimizer {
  static override readonly className: string = 'Nadam';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  #momentums: readonly Variable[] = [];
  #velocities: readonly Variable[] = [];
  #product: Variable | undefined;

  constructor(first?: First<NadamOptions, 'learningRate'>, rest?: NadamOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.001, options, 'beta1 beta2 epsilon');
    this.beta1 = checkShare('Nadam', 'beta1', options.beta1 ?? 0.9);
    this.beta2 = checkShare('Nadam', 'beta2', options.beta2 ?? 0.999);
    this.epsilon = checkNotNegative('Nadam', 'epsilon', options.epsilon ?? 1e-7);
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    const slots = this.addSlots(trainable, { momentum: 0, velocity: 0 });
    this.#momentums = slots.momentum;
    this.#velocities = slots.velocity;
    this.#product = this.addSlot('u_product', [], 1);
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    const { beta1, beta2, epsilon } = this;
    const product = this.#product as Variable;
    const step = this.updateCount(1);
    const momentumAt = (time: Tensor): Tensor =>
      multiply(beta1, subtract(1, multiply(0.5, power(0.96, time))));
    const [now, next] = [momentumAt(step), momentumAt(this.updateCount(2))];
    const soFar = multiply(product.read(), now);
    const ahead = subtract(1, multiply(soFar, next));
    const behind = subtract(1, soFar);
    const own = subtract(1, now);
    const correction = subtract(1, power(beta2, step));
    for (const one of updates) {
      const { variable, gradient, index } = one;
      const [momentum, velocity] = [this.#momentums[index] as Variable, this.#velocities[index] as Variable];
      // Keras takes 1 - beta from float32 here, unlike in Adam.
      const towards = (past: Tensor, x: Tensor, beta: number): Tensor =>
        flushed(add(past, multiply(subtract(x, past), 1 - Math.fround(beta))));
      const m = towards(momentum.read(), gradient, beta1);
      const v = towards(velocity.read(), square(gradient), beta2);
      const direction = add(divide(multiply(next, m), ahead), divide(multiply(own, gradient), behind));
      const size = add(sqrt(divide(v, correction)), epsilon);
      variable.assign(
        subtract(this.decayed(one, learningRate), divide(multiply(direction, learningRate), size)),
      );
      momentum.assign(m);
      velocity.assign(v);
    }
    product.assign(soFar);
  }

  override getConfig(): Config {
    const { beta1, beta2, epsilon } = this;
    return { ...super.getConfig(), beta_1: beta1, beta_2: beta2, epsilon };
  }
}
