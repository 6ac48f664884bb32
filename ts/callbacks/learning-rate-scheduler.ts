/** Sets the learning rate before every epoch (keras.callbacks.LearningRateScheduler). */

import { checkKeys } from '../closest.ts';
import { StateError, show, ValueError } from '../errors.ts';
import { Callback, type CallbackLogs, checkLogs } from './callback.ts';
import { writeText } from './progress.ts';

/** The rate of an epoch, counted from 0, from that of the epoch before. */
export type ScheduleFunction = (epoch: number, learningRate: number) => number;

/** Options of {@link LearningRateScheduler}. */
export interface LearningRateSchedulerOptions {
  /** 1 says what it sets. Default 0. */
  readonly verbose?: 0 | 1;
}

/** Sets the rate that `schedule(epoch, rate)` returns; logs `learning_rate`. */
export class LearningRateScheduler extends Callback {
  readonly schedule: ScheduleFunction;
  readonly verbose: 0 | 1;

  constructor(schedule: ScheduleFunction, options: LearningRateSchedulerOptions = {}) {
    super();
    if (typeof schedule !== 'function')
      throw new ValueError('LearningRateScheduler', 'a function (epoch, rate) => rate', show(schedule));
    this.schedule = schedule;
    this.verbose = checkKeys('LearningRateScheduler', options, 'verbose').verbose ?? 0;
  }

  override onEpochBegin(epoch: number): void {
    const { optimizer } = this.model;
    if (optimizer === undefined)
      throw new StateError('LearningRateScheduler', 'a compiled model', 'one without an optimizer');
    const rate: unknown = this.schedule(epoch, optimizer.learningRate);
    if (typeof rate !== 'number' || !Number.isFinite(rate))
      throw new ValueError('LearningRateScheduler', 'schedule to return a finite number', show(rate));
    optimizer.learningRate = rate;
    if (this.verbose > 0)
      writeText(`\nEpoch ${epoch + 1}: LearningRateScheduler setting learning rate to ${rate}.\n`);
  }

  override onEpochEnd(_epoch: number, logs: CallbackLogs = {}): void {
    checkLogs('LearningRateScheduler', logs)['learning_rate'] =
      this.model.optimizer?.learningRate ?? Number.NaN;
  }
}
