/** LAMB, Adam with a step as long as the layer allows (keras.optimizers.Lamb; You et al., 2019). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { greater } from '../ops/compare/greater.ts';
import { logicalAnd } from '../ops/compare/logical-and.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { square } from '../ops/elementwise/square.ts';
import { where } from '../ops/index/where.ts';
import { flushed } from '../ops/optimizer/slots.ts';
import { sumOfSquares } from '../ops/reduction/sum-of-squares.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import type { AdamaxOptions } from './adamax.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkNotNegative, checkShare } from './options.ts';

/** Options of {@link Lamb}. */
export interface LambOptions extends AdamaxOptions {}

/**
 * Adam's bias-corrected direction u, then `w -= rate·|w|/|u|·u`; the ratio is 1 where a norm is 0. Default rate
 * 0.001.
 */
export class Lamb extends Optimizer {
  static override readonly className: string = 'Lamb';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  #momentums: readonly Variable[] = [];
  #velocities: readonly Variable[] = [];

  constructor(first?: First<LambOptions, 'learningRate'>, rest?: LambOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.001, options, 'beta1 beta2 epsilon');
    this.beta1 = checkShare('Lamb', 'beta1', options.beta1 ?? 0.9);
    this.beta2 = checkShare('Lamb', 'beta2', options.beta2 ?? 0.999);
    this.epsilon = checkNotNegative('Lamb', 'epsilon', options.epsilon ?? 1e-7);
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    const slots = this.addSlots(trainable, { momentum: 0, velocity: 0 });
    this.#momentums = slots.momentum;
    this.#velocities = slots.velocity;
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    const { beta1, beta2, epsilon } = this;
    const step = this.updateCount(1);
    const [first, second] = [subtract(1, power(beta1, step)), subtract(1, power(beta2, step))];
    for (const one of updates) {
      const { variable, gradient, index } = one;
      const [momentum, velocity] = [this.#momentums[index] as Variable, this.#velocities[index] as Variable];
      const towards = (past: Tensor, x: Tensor, beta: number): Tensor =>
        flushed(add(past, multiply(subtract(x, past), 1 - beta)));
      const m = towards(momentum.read(), gradient, beta1);
      const v = towards(velocity.read(), square(gradient), beta2);
      const direction = divide(divide(m, first), add(sqrt(divide(v, second)), epsilon));
      const value = this.decayed(one, learningRate);
      const [own, change] = [sqrt(sumOfSquares(value)), sqrt(sumOfSquares(direction))];
      const ratio = where(logicalAnd(greater(own, 0), greater(change, 0)), divide(own, change), 1);
      variable.assign(subtract(value, multiply(multiply(ratio, learningRate), direction)));
      momentum.assign(m);
      velocity.assign(v);
    }
  }

  override getConfig(): Config {
    const { beta1, beta2, epsilon } = this;
    return { ...super.getConfig(), beta_1: beta1, beta_2: beta2, epsilon };
  }
}
