/** Options that all optimizers have, and their checks. */

import { checkKeys } from '../closest.ts';
import { type Config, optionsFrom } from '../config/config.ts';
import { configIn, customObject, nameIn } from '../config/objects.ts';
import { checkWhole, isWithin, show, ValueError } from '../errors.ts';
import type { ScheduleClass, ScheduleTable } from '../schedules/names.ts';
import { LearningRateSchedule } from '../schedules/schedule.ts';

/** Options that all optimizers have. Defaults are Keras's. */
export interface OptimizerOptions {
  /** A number, or a schedule that gives the rate of each step. */
  readonly learningRate?: number | LearningRateSchedule;
  /** Before each step a variable loses `variable · weightDecay · learningRate`. Default none. */
  readonly weightDecay?: number;
  /** The largest norm of each gradient; longer ones are scaled down. Default none. */
  readonly clipNorm?: number;
  /** The largest size of each element of a gradient. Default none. */
  readonly clipValue?: number;
  /** The largest norm of all gradients together. Default none. */
  readonly globalClipNorm?: number;
  /** Whether to keep a running mean of the variables: see `finalizeVariableValues`. Default `false`. */
  readonly useEma?: boolean;
  /** Weight of the past in that mean, 0 to 1. Default 0.99. */
  readonly emaMomentum?: number;
  /** Every so many steps the variables become their running mean. Default never. */
  readonly emaOverwriteFrequency?: number;
  /** By what losses are multiplied (`scaleLoss`) and gradients divided. Default none. */
  readonly lossScaleFactor?: number;
  /** Steps over which gradients are averaged before one update; ≥ 2. Default none. */
  readonly gradientAccumulationSteps?: number;
  /** Shown in errors and configs. Default: the class's name in snake case. */
  readonly name?: string;
}

/** The options that all optimizers have. */
const common =
  'learningRate weightDecay clipNorm clipValue globalClipNorm useEma emaMomentum emaOverwriteFrequency lossScaleFactor ' +
  'gradientAccumulationSteps name';

/**
 * Throws a {@link ValueError} for an option that is neither common nor among the optimizer's `own`, or makes no sense:
 * NaN, negative, or two clips at once.
 */
export function checkOptimizerOptions(where: string, options: OptimizerOptions, own: string): void {
  checkKeys(where, options, [common, own]);
  const { learningRate, clipNorm, clipValue, globalClipNorm } = options;
  if (!(learningRate instanceof LearningRateSchedule)) checkNumber(where, 'learningRate', learningRate);
  checkNumber(where, 'weightDecay', options.weightDecay);
  const clips = Object.entries({ clipNorm, clipValue, globalClipNorm }).filter(
    ([, value]) => value !== undefined,
  );
  for (const [name, value] of clips)
    if (!isWithin(value, Number.MIN_VALUE)) throw new ValueError(where, `${name} > 0`, show(value));
  if (clips.length > 1)
    throw new ValueError(
      where,
      'at most one of clipNorm, clipValue and globalClipNorm',
      clips.map(([name, value]) => `${name} ${value}`).join(' and '),
    );
  checkShare(where, 'emaMomentum', options.emaMomentum ?? 0.99);
  checkWhole(where, 'emaOverwriteFrequency', options.emaOverwriteFrequency ?? 1, 1);
  checkWhole(where, 'gradientAccumulationSteps', options.gradientAccumulationSteps ?? 2, 2);
  const scale = options.lossScaleFactor;
  if (scale !== undefined && !isWithin(scale, Number.MIN_VALUE, Number.MAX_VALUE))
    throw new ValueError(where, 'a finite lossScaleFactor > 0', show(scale));
}

/** A finite number, if there is one. */
export function checkNumber(where: string, name: string, value: number | undefined): void {
  if (value !== undefined && !Number.isFinite(value))
    throw new ValueError(where, `a finite ${name}`, show(value));
}

/** A number from 0 to 1, or a {@link ValueError}. */
export function checkShare(where: string, name: string, value: number): number {
  if (!isWithin(value, 0, 1)) throw new ValueError(where, `${name} from 0 to 1`, show(value));
  return value;
}

/** A number ≥ 0, or a {@link ValueError}. */
export function checkNotNegative(where: string, name: string, value: number): number {
  if (!isWithin(value, 0, Number.MAX_VALUE)) throw new ValueError(where, `a finite ${name} ≥ 0`, show(value));
  return value;
}

/**
 * The options of an optimizer from a Keras config. A serialised schedule needs the table of schedules, so that
 * those who use none need not bundle them.
 */
export function optimizerOptions(
  config: Config,
  schedules: ScheduleTable | undefined,
): Record<string, unknown> {
  const options: Record<string, unknown> = optionsFrom(config);
  const { learningRate } = options;
  if (typeof learningRate === 'object') options['learningRate'] = scheduleOf(learningRate, schedules);
  return options;
}

function scheduleOf(rate: unknown, schedules: ScheduleTable = {}): LearningRateSchedule {
  const given = customObject(rate) ?? rate;
  if (given instanceof LearningRateSchedule) return given;
  const name = nameIn(given);
  // Not by `lookup`: an app without names would carry its search for the closest one.
  if (name === undefined || !Object.hasOwn(schedules, name))
    throw new ValueError(
      'Optimizer.fromConfig',
      'a table that has its schedule',
      show(name ?? given),
      'Pass schedulesByName as the second argument.',
    );
  return (schedules[name] as ScheduleClass).fromConfig(configIn(name, given as object));
}
