/** Exponential decay of the learning rate (keras.optimizers.schedules.ExponentialDecay). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { checkFinite } from '../errors.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { floor } from '../ops/elementwise/floor.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSteps, floatStep, LearningRateSchedule, type ScheduleOptions } from './schedule.ts';

/** Options of {@link ExponentialDecay} and `InverseTimeDecay`. */
export interface StaircaseOptions extends ScheduleOptions {
  /** Whether the rate changes only at multiples of `decaySteps`. Default `false`. */
  readonly staircase?: boolean;
}

/** `initialLearningRate · decayRate^(step / decaySteps)`. */
export class ExponentialDecay extends LearningRateSchedule {
  static override readonly className: string = 'ExponentialDecay';
  static readonly requiredArguments: string = 'initialLearningRate decaySteps decayRate';
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
    const { staircase = false, name = 'ExponentialDecay' } = checkKeys(
      'ExponentialDecay',
      options,
      'staircase name',
    );
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
}
