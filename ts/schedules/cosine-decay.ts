/**
 * Cosine decay of the learning rate after a linear warm-up (keras.optimizers.schedules.CosineDecay; Loshchilov and
 * Hutter, 2017).
 */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { checkFinite, isWithin, show, ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { minimum } from '../ops/arithmetic/minimum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { less } from '../ops/compare/less.ts';
import { cos } from '../ops/elementwise/sin.ts';
import { where } from '../ops/index/where.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSteps, floatStep, LearningRateSchedule, type ScheduleOptions } from './schedule.ts';

/** Options of {@link CosineDecay}. */
export interface CosineDecayOptions extends ScheduleOptions {
  /** The rate at the end, as a share of that at the start. Default 0. */
  readonly alpha?: number;
  /** The rate to which the warm-up leads; default none: no warm-up. */
  readonly warmupTarget?: number;
  /** Steps of the warm-up. Default 0. */
  readonly warmupSteps?: number;
}

/** `(1 + cos(π·x))/2` for a share x of the decay. */
export function cosineOf(share: Tensor): Tensor {
  return multiply(0.5, add(1, cos(multiply(Math.PI, share))));
}

/**
 * `from · ((1 - alpha)·(1 + cos(π · step / decaySteps))/2 + alpha)`, constant after `decaySteps`; `from` is the
 * initial rate or, after a linear warm-up of `warmupSteps`, `warmupTarget`.
 */
export class CosineDecay extends LearningRateSchedule {
  static override readonly className: string = 'CosineDecay';
  static readonly requiredArguments: string = 'initialLearningRate decaySteps';
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly alpha: number;
  readonly warmupTarget: number | undefined;
  readonly warmupSteps: number;
  readonly name: string;

  constructor(initialLearningRate: number, decaySteps: number, options: CosineDecayOptions = {}) {
    super();
    checkKeys('CosineDecay', options, 'alpha warmupTarget warmupSteps name');
    this.initialLearningRate = checkFinite('CosineDecay', 'initialLearningRate', initialLearningRate);
    this.decaySteps = checkSteps('CosineDecay', 'decaySteps', decaySteps);
    this.alpha = checkFinite('CosineDecay', 'alpha', options.alpha ?? 0);
    this.warmupTarget = options.warmupTarget;
    this.warmupSteps = options.warmupSteps ?? 0;
    if (!isWithin(this.warmupSteps, 0))
      throw new ValueError('CosineDecay', 'warmupSteps ≥ 0', show(this.warmupSteps));
    this.name = options.name ?? 'CosineDecay';
  }

  override call(step: TensorLike): Tensor {
    const { initialLearningRate: initial, decaySteps, warmupTarget, warmupSteps } = this;
    const now = floatStep(this.name, step);
    if (warmupTarget === undefined) return this.#decay(minimum(now, decaySteps), initial);
    const bounded = minimum(now, decaySteps + warmupSteps);
    const decayed = this.#decay(subtract(bounded, warmupSteps), warmupTarget);
    if (warmupSteps === 0) return decayed;
    const warming = add(multiply(subtract(warmupTarget, initial), divide(bounded, warmupSteps)), initial);
    return where(less(bounded, warmupSteps), warming, decayed);
  }

  #decay(step: Tensor, from: number): Tensor {
    const share = cosineOf(divide(step, this.decaySteps));
    return multiply(from, add(multiply(1 - this.alpha, share), this.alpha));
  }

  override getConfig(): Config {
    return {
      initial_learning_rate: this.initialLearningRate,
      decay_steps: this.decaySteps,
      alpha: this.alpha,
      name: this.name,
      warmup_target: this.warmupTarget ?? null,
      warmup_steps: this.warmupSteps,
    };
  }
}
