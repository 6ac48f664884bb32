/** Ends training when a metric has stopped improving (keras.callbacks.EarlyStopping). */

import { type First, optionsOf } from '../config/first.ts';
import { show, ValueError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { CallbackLogs } from './callback.ts';
import { MonitorCallback, type MonitorOptions } from './monitor-callback.ts';
import { writeText } from './progress.ts';

/** Options of {@link EarlyStopping}. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement after which training ends. Default 0. */
  readonly patience?: number;
  /** 1 says when it stops. Default 0. */
  readonly verbose?: 0 | 1;
  /** A value that must be beaten for an improvement to count against the patience. Default: none. */
  readonly baseline?: number;
  /** Gives the model the weights of its best epoch at the end. Default `false`. */
  readonly restoreBestWeights?: boolean;
  /** Epochs before this one, counted from 0, are not looked at. Default 0. */
  readonly startFromEpoch?: number;
}

/** Sets `stopTraining` after `patience` epochs without improvement. */
export class EarlyStopping extends MonitorCallback {
  readonly patience: number;
  readonly verbose: 0 | 1;
  readonly baseline: number | undefined;
  readonly restoreBestWeights: boolean;
  readonly startFromEpoch: number;
  /** Epochs since the last improvement. */
  wait = 0;
  /** The epoch at which training ended, counted from 0; 0 if it did not. */
  stoppedEpoch = 0;
  /** The best epoch, counted from 0. */
  bestEpoch = 0;
  /** The weights of the best epoch, with `restoreBestWeights`. */
  bestWeights: readonly Tensor[] | undefined;

  constructor(first?: First<EarlyStoppingOptions, 'monitor'>, rest?: EarlyStoppingOptions) {
    const options = optionsOf(
      'EarlyStopping',
      'monitor patience verbose baseline restoreBestWeights startFromEpoch mode minDelta',
      first,
      rest,
    );
    super('EarlyStopping', options);
    this.patience = options.patience ?? 0;
    this.verbose = options.verbose ?? 0;
    this.baseline = options.baseline;
    this.restoreBestWeights = options.restoreBestWeights ?? false;
    this.startFromEpoch = options.startFromEpoch ?? 0;
    for (const [name, value] of [
      ['patience', this.patience],
      ['startFromEpoch', this.startFromEpoch],
      ['baseline', this.baseline ?? 0],
    ] as const)
      if (!Number.isFinite(value))
        throw new ValueError('EarlyStopping', `${name} to be a finite number`, show(value));
  }

  override onTrainBegin(): void {
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.best = undefined;
    this.bestWeights = undefined;
    this.bestEpoch = 0;
  }

  override onEpochEnd(epoch: number, logs: CallbackLogs = {}): void {
    const current = this.monitored(logs, 'EarlyStopping');
    if (current === undefined || epoch < this.startFromEpoch) return;
    if (this.restoreBestWeights && this.bestWeights === undefined) {
      // So that there are weights to restore even if nothing ever improves.
      this.bestWeights = this.model.getWeights();
      this.bestEpoch = epoch;
    }
    this.wait++;
    if (this.isImprovement(current, this.best)) {
      this.best = current;
      this.bestEpoch = epoch;
      if (this.restoreBestWeights) this.bestWeights = this.model.getWeights();
      // The patience begins anew only once the baseline is beaten.
      if (this.baseline === undefined || this.isImprovement(current, this.baseline)) this.wait = 0;
      return;
    }
    if (this.wait >= this.patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  override onTrainEnd(): void {
    if (this.stoppedEpoch > 0 && this.verbose > 0)
      writeText(`Epoch ${this.stoppedEpoch + 1}: early stopping\n`);
    if (!this.restoreBestWeights || this.bestWeights === undefined) return;
    if (this.verbose > 0)
      writeText(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.\n`);
    this.model.setWeights(this.bestWeights);
  }
}
