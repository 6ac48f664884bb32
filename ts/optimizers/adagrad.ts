/** Adagrad (keras.optimizers.Adagrad; Duchi et al., 2011). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { square } from '../ops/elementwise/square.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkNotNegative, type OptimizerOptions } from './options.ts';

/** Options of {@link Adagrad}. */
export interface AdagradOptions extends OptimizerOptions {
  /** What the sums of squares start from, ≥ 0. Default 0.1. */
  readonly initialAccumulatorValue?: number;
  /** Added under the root. Default 1e-7. */
  readonly epsilon?: number;
}

/** `a += g²`, `w -= rate·g/√(a + epsilon)`. Default rate 0.001. */
export class Adagrad extends Optimizer {
  static override readonly className: string = 'Adagrad';
  readonly initialAccumulatorValue: number;
  readonly epsilon: number;
  #accumulators: readonly Variable[] = [];

  constructor(first?: First<AdagradOptions, 'learningRate'>, rest?: AdagradOptions) {
    const options = withFirst('learningRate', first, rest);
    super(0.001, options, 'initialAccumulatorValue epsilon');
    const initial = options.initialAccumulatorValue ?? 0.1;
    this.initialAccumulatorValue = checkNotNegative('Adagrad', 'initialAccumulatorValue', initial);
    this.epsilon = checkNotNegative('Adagrad', 'epsilon', options.epsilon ?? 1e-7);
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    this.#accumulators = this.addSlots(trainable, { accumulator: this.initialAccumulatorValue }).accumulator;
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    for (const one of updates) {
      const { variable, gradient, index } = one;
      const accumulator = this.#accumulators[index] as Variable;
      const total = add(accumulator.read(), square(gradient));
      const change = divide(multiply(learningRate, gradient), sqrt(add(total, this.epsilon)));
      variable.assign(subtract(this.decayed(one, learningRate), change));
      accumulator.assign(total);
    }
  }

  override getConfig(): Config {
    const { initialAccumulatorValue, epsilon } = this;
    return { ...super.getConfig(), initial_accumulator_value: initialAccumulatorValue, epsilon };
  }
}
