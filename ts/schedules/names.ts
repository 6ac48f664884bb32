/** Schedules by the names in Keras configs: a static table, so that bundlers drop it where nobody reads configs. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { CosineDecay } from './cosine-decay.ts';
import { CosineDecayRestarts } from './cosine-decay-restarts.ts';
import { ExponentialDecay } from './exponential-decay.ts';
import { InverseTimeDecay } from './inverse-time-decay.ts';
import { PiecewiseConstantDecay } from './piecewise-constant-decay.ts';
import { PolynomialDecay } from './polynomial-decay.ts';
import { LearningRateSchedule } from './schedule.ts';

/** Makes schedules from their configs. */
export interface ScheduleClass {
  fromConfig(config: Config): LearningRateSchedule;
}

/** The names of schedules. */
export type ScheduleName =
  | 'CosineDecay'
  | 'CosineDecayRestarts'
  | 'ExponentialDecay'
  | 'InverseTimeDecay'
  | 'PiecewiseConstantDecay'
  | 'PolynomialDecay';

/** Schedules by name, as optimizers take them to read a config. */
export type ScheduleTable = Readonly<Record<string, ScheduleClass>>;

/** Every schedule by its class name. */
export const schedulesByName: { readonly [Name in ScheduleName]: ScheduleClass } = {
  CosineDecay,
  CosineDecayRestarts,
  ExponentialDecay,
  InverseTimeDecay,
  PiecewiseConstantDecay,
  PolynomialDecay,
};

/** A schedule as Keras serialises it. */
export interface SerializedSchedule {
  readonly class_name: ScheduleName;
  readonly config: Config;
}

/** The schedule itself, or that of a serialised one. Unknown names throw a `ValueError`. */
export function getSchedule(identifier: LearningRateSchedule | SerializedSchedule): LearningRateSchedule {
  return objectOf({ kind: 'schedule', base: LearningRateSchedule, table: schedulesByName }, identifier);
}
