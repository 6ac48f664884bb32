/** Polynomial decay of the learning rate to an end value (keras.optimizers.schedules.PolynomialDecay). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { checkFinite } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { minimum } from '../ops/arithmetic/minimum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { ceil } from '../ops/elementwise/ceil.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSteps, floatStep, LearningRateSchedule, type ScheduleOptions } from './schedule.ts';

/** Options of {@link PolynomialDecay}. */
export interface PolynomialDecayOptions extends ScheduleOptions {
  /** The rate at the end. Default 1e-4. */
  readonly endLearningRate?: number;
  /** The exponent. Default 1: linear. */
  readonly power?: number;
  /** Whether the decay starts again, slower, whenever it has ended. Default `false`. */
  readonly cycle?: boolean;
}

/** `(initial - end) · (1 - step / decaySteps)^power + end`; constant from `decaySteps` on, unless it cycles. */
export class PolynomialDecay extends LearningRateSchedule {
  static override readonly className: string = 'PolynomialDecay';
  static readonly requiredArguments: string = 'initialLearningRate decaySteps';
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly endLearningRate: number;
  readonly power: number;
  readonly cycle: boolean;
  readonly name: string;

  constructor(initialLearningRate: number, decaySteps: number, options: PolynomialDecayOptions = {}) {
    super();
    checkKeys('PolynomialDecay', options, 'endLearningRate power cycle name');
    this.initialLearningRate = checkFinite('PolynomialDecay', 'initialLearningRate', initialLearningRate);
    this.decaySteps = checkSteps('PolynomialDecay', 'decaySteps', decaySteps);
    this.endLearningRate = checkFinite('PolynomialDecay', 'endLearningRate', options.endLearningRate ?? 1e-4);
    this.power = checkFinite('PolynomialDecay', 'power', options.power ?? 1);
    this.cycle = options.cycle ?? false;
    this.name = options.name ?? 'PolynomialDecay';
  }

  override call(step: TensorLike): Tensor {
    const { decaySteps, endLearningRate: end } = this;
    const now = floatStep(this.name, step);
    const done = this.cycle
      ? // The end is the next multiple of decaySteps; step 0 belongs to the first period.
        divide(now, multiply(decaySteps, maximum(ceil(divide(now, decaySteps)), 1)))
      : divide(minimum(now, decaySteps), decaySteps);
    return add(multiply(subtract(this.initialLearningRate, end), power(subtract(1, done), this.power)), end);
  }

  override getConfig(): Config {
    return {
      initial_learning_rate: this.initialLearningRate,
      decay_steps: this.decaySteps,
      end_learning_rate: this.endLearningRate,
      power: this.power,
      cycle: this.cycle,
      name: this.name,
    };
  }
}
