/** Exponential decay of the learning rate (keras.optimizers.schedules.ExponentialDecay). */

import { argumentsFrom, type Config } from '../config/config.ts';
import { checkOptions } from '../errors.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { floor } from '../ops/elementwise/floor.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import {
  checkFinite,
  checkSteps,
  floatStep,
  LearningRateSchedule,
  type ScheduleOptions,
} from './schedule.ts';

/** Options of {@link ExponentialDecay} and `InverseTimeDecay`. */
export interface StaircaseOptions extends ScheduleOptions {
  /** Whether the rate changes only at multiples of `decaySteps`. Default `false`. */
  readonly staircase?: boolean;
}

/** `initialLearningRate · decayRate^(step / decaySteps)`. */
export class ExponentialDecay extends LearningRateSchedule {
  static override readonly className: string = 'ExponentialDecay';
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;
  readonly name: string;

  constructor(
    initialLearningRate: number,
    decaySteps: number,
    decayRate: number,
    options: StaircaseOptions = {},
  ) {
    const { staircase = false, name = 'ExponentialDecay' } = checkOptions('ExponentialDecay', options);
    super();
    this.initialLearningRate = checkFinite('ExponentialDecay', 'initialLearningRate', initialLearningRate);
    this.decaySteps = checkSteps('ExponentialDecay', 'decaySteps', decaySteps);
    this.decayRate = checkFinite('ExponentialDecay', 'decayRate', decayRate);
    this.staircase = staircase;
    this.name = name;
  }

  override call(step: TensorLike): Tensor {
    const periods = divide(floatStep(this.name, step), this.decaySteps);
    const decay = power(this.decayRate, this.staircase ? floor(periods) : periods);
    return multiply(this.initialLearningRate, decay);
  }

  override getConfig(): Config {
    return {
      initial_learning_rate: this.initialLearningRate,
      decay_steps: this.decaySteps,
      decay_rate: this.decayRate,
      staircase: this.staircase,
      name: this.name,
    };
  }

  /** The schedule of a Keras config. */
  static fromConfig(config: Config): ExponentialDecay {
    const required = ['initialLearningRate', 'decaySteps', 'decayRate'] as const;
    const { initialLearningRate, decaySteps, decayRate, options } = argumentsFrom<
      (typeof required)[number],
      StaircaseOptions
    >('ExponentialDecay', config, required);
    return new ExponentialDecay(initialLearningRate, decaySteps, decayRate, options);
  }
}
