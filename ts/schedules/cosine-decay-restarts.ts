/**
 * Cosine decay of the learning rate with restarts (keras.optimizers.schedules.CosineDecayRestarts; Loshchilov and
 * Hutter, 2017).
 */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { checkFinite, isWithin, show, ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { floor } from '../ops/elementwise/floor.ts';
import { log } from '../ops/elementwise/log.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { cosineOf } from './cosine-decay.ts';
import { checkSteps, floatStep, LearningRateSchedule, type ScheduleOptions } from './schedule.ts';

/** Options of {@link CosineDecayRestarts}. */
export interface CosineDecayRestartsOptions extends ScheduleOptions {
  /** How much longer each period is than the one before. Default 2. */
  readonly tMul?: number;
  /** How much higher each restart is than the one before. Default 1. */
  readonly mMul?: number;
  /** The rate at the end of a period, as a share of the initial one. Default 0. */
  readonly alpha?: number;
}

/** Cosine decay over `firstDecaySteps`, then again over `tMul` times as many steps from `mMul` times the rate. */
export class CosineDecayRestarts extends LearningRateSchedule {
  static override readonly className: string = 'CosineDecayRestarts';
  static readonly requiredArguments: string = 'initialLearningRate firstDecaySteps';
  readonly initialLearningRate: number;
  readonly firstDecaySteps: number;
  readonly tMul: number;
  readonly mMul: number;
  readonly alpha: number;
  readonly name: string;

  constructor(
    initialLearningRate: number,
    firstDecaySteps: number,
    options: CosineDecayRestartsOptions = {},
  ) {
    super();
    checkKeys('CosineDecayRestarts', options, 'tMul mMul alpha name');
    this.initialLearningRate = checkFinite('CosineDecayRestarts', 'initialLearningRate', initialLearningRate);
    this.firstDecaySteps = checkSteps('CosineDecayRestarts', 'firstDecaySteps', firstDecaySteps);
    this.tMul = options.tMul ?? 2;
    if (!isWithin(this.tMul, Number.MIN_VALUE))
      throw new ValueError('CosineDecayRestarts', 'tMul > 0', show(this.tMul));
    this.mMul = checkFinite('CosineDecayRestarts', 'mMul', options.mMul ?? 1);
    this.alpha = checkFinite('CosineDecayRestarts', 'alpha', options.alpha ?? 0);
    this.name = options.name ?? 'SGDRDecay';
  }

  override call(step: TensorLike): Tensor {
    const periods = divide(floatStep(this.name, step), this.firstDecaySteps);
    const { restarts, share } = this.#position(periods);
    const height = multiply(power(this.mMul, restarts), cosineOf(share));
    const decayed = add(multiply(1 - this.alpha, height), this.alpha);
    return multiply(this.initialLearningRate, decayed);
  }

  /** How many restarts there were, and the share of the present period that is over. */
  #position(periods: Tensor): { restarts: Tensor; share: Tensor } {
    const { tMul } = this;
    if (tMul === 1) {
      const restarts = floor(periods);
      return { restarts, share: subtract(periods, restarts) };
    }
    const restarts = floor(divide(log(subtract(1, multiply(periods, 1 - tMul))), log(tMul)));
    const length = power(tMul, restarts);
    const before = divide(subtract(1, length), 1 - tMul);
    return { restarts, share: divide(subtract(periods, before), length) };
  }

  override getConfig(): Config {
    return {
      initial_learning_rate: this.initialLearningRate,
      first_decay_steps: this.firstDecaySteps,
      t_mul: this.tMul,
      m_mul: this.mMul,
      alpha: this.alpha,
      name: this.name,
    };
  }
}
