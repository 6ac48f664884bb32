/** Lowers the learning rate when a metric has stopped improving (keras.callbacks.ReduceLROnPlateau). */

import { type First, optionsOf } from '../config/first.ts';
import { isWithin, StateError, show, ValueError } from '../errors.ts';
import { type CallbackLogs, checkLogs } from './callback.ts';
import { MonitorCallback, type MonitorOptions } from './monitor-callback.ts';
import { writeText } from './progress.ts';

/** Options of {@link ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the rate is multiplied by, below 1. Default 0.1. */
  readonly factor?: number;
  /** Epochs without improvement after which the rate is lowered. Default 10. */
  readonly patience?: number;
  /** 1 says when it lowers the rate. Default 0. */
  readonly verbose?: 0 | 1;
  /** Default 1e-4. */
  readonly minDelta?: number;
  /** Epochs after a reduction that are not counted. Default 0. */
  readonly cooldown?: number;
  /** The lowest rate. Default 0. */
  readonly minLr?: number;
}

/** Multiplies the learning rate by `factor` after `patience` epochs without improvement; logs `learning_rate`. */
export class ReduceLROnPlateau extends MonitorCallback {
  readonly factor: number;
  readonly patience: number;
  readonly verbose: 0 | 1;
  readonly cooldown: number;
  readonly minLr: number;
  /** Epochs since the last improvement or reduction. */
  wait = 0;
  /** Epochs of the cooldown that are left. */
  cooldownCounter = 0;

  constructor(first?: First<ReduceLROnPlateauOptions, 'monitor'>, rest?: ReduceLROnPlateauOptions) {
    const options = optionsOf(
      'ReduceLROnPlateau',
      'monitor factor patience verbose minDelta cooldown minLr mode',
      first,
      rest,
    );
    super('ReduceLROnPlateau', { minDelta: 1e-4, ...options });
    this.factor = options.factor ?? 0.1;
    this.patience = options.patience ?? 10;
    this.verbose = options.verbose ?? 0;
    this.cooldown = options.cooldown ?? 0;
    this.minLr = options.minLr ?? 0;
    if (!(this.factor < 1 && this.factor >= 0))
      throw new ValueError('ReduceLROnPlateau', 'factor from 0 to below 1', show(this.factor));
    if (!isWithin(this.minLr, 0)) throw new ValueError('ReduceLROnPlateau', 'minLr ≥ 0', show(this.minLr));
  }

  override onTrainBegin(): void {
    this.best = undefined;
    this.cooldownCounter = 0;
    this.wait = 0;
  }

  override onEpochEnd(epoch: number, logs: CallbackLogs = {}): void {
    const { optimizer } = this.model;
    if (optimizer === undefined)
      throw new StateError('ReduceLROnPlateau', 'a compiled model', 'one without an optimizer');
    checkLogs('ReduceLROnPlateau', logs)['learning_rate'] = optimizer.learningRate;
    const current = this.monitored(logs, 'ReduceLROnPlateau');
    if (current === undefined) return;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.wait = 0;
    }
    if (this.isImprovement(current, this.best)) {
      this.best = current;
      this.wait = 0;
      return;
    }
    if (this.cooldownCounter > 0) return;
    this.wait++;
    if (this.wait < this.patience) return;
    const before = optimizer.learningRate;
    if (before <= Math.fround(this.minLr)) return;
    const rate = Math.max(before * this.factor, this.minLr);
    optimizer.learningRate = rate;
    if (this.verbose > 0)
      writeText(`\nEpoch ${epoch + 1}: ReduceLROnPlateau reducing learning rate to ${rate}.\n`);
    this.cooldownCounter = this.cooldown;
    this.wait = 0;
  }
}
