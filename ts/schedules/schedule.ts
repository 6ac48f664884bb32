/** What a learning-rate schedule is (keras.optimizers.schedules.LearningRateSchedule). */

import { type Config, type ConfigClass, classNameOf, madeOf, optionsFrom } from '../config/config.ts';
import { isWithin, show, ValueError } from '../errors.ts';
import { cast } from '../ops/shape/cast.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Options that all schedules have. */
export interface ScheduleOptions {
  /** Shown in configs. */
  readonly name?: string;
}

/** A learning rate that depends on the step. Computed in float32 by operations, so that it can be compiled. */
export abstract class LearningRateSchedule {
  /** The name in configs: set it where a minifier would rename the class. */
  static readonly className: string;

  /** The name of its class. */
  get className(): string {
    return classNameOf(this);
  }

  /** The rate, a float32 tensor, at a step (any tensor of numbers). */
  abstract call(step: TensorLike): Tensor;

  /** Keras's config. */
  abstract getConfig(): Config;

  /** The schedule of a Keras config, of the class that it is called on. */
  static fromConfig(this: ConfigClass<LearningRateSchedule>, config: Config): LearningRateSchedule {
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return madeOf(this, optionsFrom(config));
  }
}

/** A step as float32. */
export function floatStep(where: string, step: TensorLike): Tensor {
  return cast(asTensor(step, where), 'float32');
}

/** A number of steps > 0, or a {@link ValueError}. */
export function checkSteps(where: string, name: string, steps: number): number {
  if (!isWithin(steps, Number.MIN_VALUE)) throw new ValueError(where, `${name} > 0`, show(steps));
  return steps;
}
