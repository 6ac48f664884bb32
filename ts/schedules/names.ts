/** Schedules by the names in Keras configs: a static table, so that bundlers drop it where nobody reads configs. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { bySpelling, isBelow, type NamesOf } from '../config/spellings.ts';
import * as all from './all.ts';
import { LearningRateSchedule } from './schedule.ts';

/** Makes schedules from their configs. */
export interface ScheduleClass {
  fromConfig(config: Config): LearningRateSchedule;
}

/** The names of schedules: their classes. */
export type ScheduleName = NamesOf<typeof all, ScheduleClass>;

/** Schedules by name, as optimizers take them to read a config. */
export type ScheduleTable = Readonly<Record<string, ScheduleClass>>;

/** Every schedule by its name. */
export const schedulesByName: { readonly [Name in ScheduleName]: ScheduleClass } = /* @__PURE__ */ bySpelling<
  ScheduleName,
  ScheduleClass
>(all, isBelow(LearningRateSchedule), (name) => [name]);

/** A schedule as Keras serialises it. */
export interface SerializedSchedule {
  readonly class_name: ScheduleName;
  readonly config: Config;
}

/** The schedule itself, or that of a serialised one. Unknown names throw a `ValueError`. */
export function getSchedule(identifier: LearningRateSchedule | SerializedSchedule): LearningRateSchedule {
  return objectOf({ kind: 'schedule', base: LearningRateSchedule, table: schedulesByName }, identifier);
}
