/** The record of a training: what `fit` returns (keras.callbacks.History). */

import { Callback, type CallbackLogs, checkLogs } from './callback.ts';

/** Losses and metrics epoch by epoch. */
export class History extends Callback {
  /** The epochs, counted from 0. */
  epoch: number[] = [];
  /** One list a key (`loss`, `val_loss`, …), with one value an epoch that had it. */
  history: Record<string, number[]> = {};

  override onTrainBegin(): void {
    this.epoch = [];
  }

  override onEpochEnd(epoch: number, logs: CallbackLogs = {}): void {
    this.epoch.push(epoch);
    for (const [key, value] of Object.entries(checkLogs('History', logs))) {
      // Keys are the user's: one named `constructor` is not there before it is.
      if (!Object.hasOwn(this.history, key))
        Object.defineProperty(this.history, key, {
          value: [],
          enumerable: true,
          writable: true,
          configurable: true,
        });
      this.history[key]?.push(value);
    }
  }
}
