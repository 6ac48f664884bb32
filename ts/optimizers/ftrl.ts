/** FTRL, "follow the regularized leader" (keras.optimizers.Ftrl; McMahan et al., 2013). */

import type { Config } from '../config/config.ts';
import { type First, withFirst } from '../config/first.ts';
import { isWithin, show, ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { clip } from '../ops/elementwise/clip.ts';
import { square } from '../ops/elementwise/square.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { Optimizer, type Update } from './optimizer.ts';
import { checkNotNegative, type OptimizerOptions } from './options.ts';

/** Options of {@link Ftrl}. */
export interface FtrlOptions extends OptimizerOptions {
  /** How the rate falls with the sum of squares; ≤ 0. Default -0.5. */
  readonly learningRatePower?: number;
  /** What the sums of squares start from, ≥ 0. Default 0.1. */
  readonly initialAccumulatorValue?: number;
  /** Default 0. */
  readonly l1RegularizationStrength?: number;
  /** Default 0. */
  readonly l2RegularizationStrength?: number;
  /** Of the gradient, not the loss. Default 0. */
  readonly l2ShrinkageRegularizationStrength?: number;
  /** Default 0. */
  readonly beta?: number;
}

/**
 * `n = a + g²`, `σ = (n^-p - a^-p)/rate`, `z += g + 2·l2Shrinkage·w - σ·w`,
 * `w = (clip(z, -l1, l1) - z)/(n^-p/rate + 2·(l2 + beta/(2·rate)))`, then `a = n`; p is `learningRatePower`. Default
 * rate 0.001.
 */
export class Ftrl extends Optimizer {
  static override readonly className: string = 'Ftrl';
  readonly learningRatePower: number;
  readonly initialAccumulatorValue: number;
  readonly l1RegularizationStrength: number;
  readonly l2RegularizationStrength: number;
  readonly l2ShrinkageRegularizationStrength: number;
  readonly beta: number;
  #accumulators: readonly Variable[] = [];
  #linears: readonly Variable[] = [];

  constructor(first?: First<FtrlOptions, 'learningRate'>, rest?: FtrlOptions) {
    const options = withFirst('learningRate', first, rest);
    super(
      0.001,
      options,
      'learningRatePower initialAccumulatorValue l1RegularizationStrength l2RegularizationStrength l2ShrinkageRegularizationStrength beta',
    );
    const strength = (name: keyof FtrlOptions, value: number | undefined, fallback: number): number =>
      checkNotNegative('Ftrl', name, value ?? fallback);
    this.learningRatePower = options.learningRatePower ?? -0.5;
    if (!isWithin(this.learningRatePower, Number.NEGATIVE_INFINITY, 0))
      throw new ValueError('Ftrl', 'learningRatePower ≤ 0', show(this.learningRatePower));
    this.initialAccumulatorValue = strength('initialAccumulatorValue', options.initialAccumulatorValue, 0.1);
    this.l1RegularizationStrength = strength('l1RegularizationStrength', options.l1RegularizationStrength, 0);
    this.l2RegularizationStrength = strength('l2RegularizationStrength', options.l2RegularizationStrength, 0);
    const shrinkage = options.l2ShrinkageRegularizationStrength;
    this.l2ShrinkageRegularizationStrength = strength('l2ShrinkageRegularizationStrength', shrinkage, 0);
    this.beta = strength('beta', options.beta, 0);
  }

  protected override buildSlots(trainable: readonly Variable[]): void {
    const slots = this.addSlots(trainable, { accumulator: this.initialAccumulatorValue, linear: 0 });
    this.#accumulators = slots.accumulator;
    this.#linears = slots.linear;
  }

  protected override update(updates: readonly Update[], learningRate: Tensor): void {
    const { l1RegularizationStrength: l1, learningRatePower } = this;
    const l2 = add(this.l2RegularizationStrength, divide(this.beta, multiply(2, learningRate)));
    for (const one of updates) {
      const { gradient, variable, index } = one;
      const [accumulator, linear] = [this.#accumulators[index] as Variable, this.#linears[index] as Variable];
      const value = this.decayed(one, learningRate);
      const shrunk = add(gradient, multiply(2 * this.l2ShrinkageRegularizationStrength, value));
      const total = add(accumulator.read(), square(gradient));
      const [after, before] = [
        power(total, -learningRatePower),
        power(accumulator.read(), -learningRatePower),
      ];
      const slope = divide(subtract(after, before), learningRate);
      const z = add(linear.read(), subtract(shrunk, multiply(slope, value)));
      const quadratic = add(divide(after, learningRate), multiply(2, l2));
      variable.assign(divide(subtract(clip(z, -l1, l1), z), quadratic));
      linear.assign(z);
      accumulator.assign(total);
    }
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      learning_rate_power: this.learningRatePower,
      initial_accumulator_value: this.initialAccumulatorValue,
      l1_regularization_strength: this.l1RegularizationStrength,
      l2_regularization_strength: this.l2RegularizationStrength,
      l2_shrinkage_regularization_strength: this.l2ShrinkageRegularizationStrength,
      beta: this.beta,
    };
  }
}
