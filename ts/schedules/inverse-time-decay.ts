/** Decay of the learning rate with the inverse of time (keras.optimizers.schedules.InverseTimeDecay). */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { checkFinite } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { floor } from '../ops/elementwise/floor.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { StaircaseOptions } from './exponential-decay.ts';
import { checkSteps, floatStep, LearningRateSchedule } from './schedule.ts';

/** `initialLearningRate / (1 + decayRate · step / decaySteps)`. */
export class InverseTimeDecay extends LearningRateSchedule {
  static override readonly className: string = 'InverseTimeDecay';
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
    const { staircase = false, name = 'InverseTimeDecay' } = checkKeys(
      'InverseTimeDecay',
      options,
      'staircase name',
    );
    super();
    this.initialLearningRate = checkFinite('InverseTimeDecay', 'initialLearningRate', initialLearningRate);
    this.decaySteps = checkSteps('InverseTimeDecay', 'decaySteps', decaySteps);
    this.decayRate = checkFinite('InverseTimeDecay', 'decayRate', decayRate);
    this.staircase = staircase;
    this.name = name;
  }

  override call(step: TensorLike): Tensor {
    const periods = divide(floatStep(this.name, step), this.decaySteps);
    const slowing = add(1, multiply(this.decayRate, this.staircase ? floor(periods) : periods));
    return divide(this.initialLearningRate, slowing);
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
