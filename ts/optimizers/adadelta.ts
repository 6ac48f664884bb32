/** Adadelta (keras.optimizers.Adadelta; Zeiler, 2012). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { negative } from '../ops/arithmetic/negative.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { square } from '../ops/elementwise/square.ts';
import { flushed } from '../ops/optimizer/slots.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkNotNegative, checkShare, type OptimizerOptions } from './options.ts';

/** Options of {@link Adadelta}. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** Weight of the past in the means, 0 to 1. Default 0.95. */
  readonly rho?: number;
  /** Added under the roots. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * `a = rho·a + (1 - rho)·g²`, `u = -g·√(d + epsilon)/√(a + epsilon)`, `d = rho·d + (1 - rho)·u²`, `w += rate·u`.
 * Default rate 0.001.
 */
export class Adadelta extends Optimizer {
  static override readonly className: string = 'Adadelta';
  readonly rho: number;
  readonly epsilon: number;
  #gradients: readonly Variable[] = [];
  #deltas: readonly Variable[] = [];

  constructor(first?: First<AdadeltaOptions, 'learningRate'>, rest?: AdadeltaOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.001, options, 'rho epsilon');
    this.rho = checkShare('Adadelta', 'rho', options.rho ?? 0.95);
    this.epsilon = checkNotNegative('Adadelta', 'epsilon', options.epsilon ?? 1e-7);
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    const slots = this.addSlots(trainable, { accumulatedGrad: 0, accumulatedDeltaVar: 0 });
    this.#gradients = slots.accumulatedGrad;
    this.#deltas = slots.accumulatedDeltaVar;
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    const { rho } = this;
    const root = (x: Tensor): Tensor => sqrt(add(x, this.epsilon));
    const mean = (past: Tensor, x: Tensor): Tensor =>
      flushed(add(multiply(rho, past), multiply(1 - rho, square(x))));
    for (const one of updates) {
      const { variable, gradient, index } = one;
      const [gradients, deltas] = [this.#gradients[index] as Variable, this.#deltas[index] as Variable];
      const squares = mean(gradients.read(), gradient);
      const delta = negative(divide(multiply(root(deltas.read()), gradient), root(squares)));
      variable.assign(add(this.decayed(one, learningRate), multiply(learningRate, delta)));
      deltas.assign(mean(deltas.read(), delta));
      gradients.assign(squares);
    }
  }

  override getConfig(): Config {
    return { ...super.getConfig(), rho: this.rho, epsilon: this.epsilon };
  }
}
