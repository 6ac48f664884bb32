/** Hands the model over to be saved, epoch by epoch (keras.callbacks.ModelCheckpoint). */

import { show, ValueError } from '../errors.ts';
import type { CallbackLogs, CallbackModel } from './callback.ts';
import { MonitorCallback, type MonitorOptions } from './monitor-callback.ts';

/** Options of {@link ModelCheckpoint}. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** Only when the monitored value is the best so far. Default `false`. */
  readonly saveBestOnly?: boolean;
  /** A value that must be beaten before anything is saved. Default: none. */
  readonly initialValueThreshold?: number;
}

/** What stores a model: `(model, epoch, logs) => writeFile('best.safetensors', model.save())`. */
export type SaveFunction<Saved extends CallbackModel = CallbackModel> = (
  model: Saved,
  epoch: number,
  logs: CallbackLogs,
) => void | Promise<void>;

/** Calls `save` after every epoch, or after the best ones; a promise is waited for. */
export class ModelCheckpoint<Saved extends CallbackModel = CallbackModel> extends MonitorCallback {
  readonly save: SaveFunction<Saved>;
  readonly saveBestOnly: boolean;

  constructor(save: SaveFunction<Saved>, options: ModelCheckpointOptions = {}) {
    super('ModelCheckpoint', options);
    if (typeof save !== 'function')
      throw new ValueError('ModelCheckpoint', 'a function (model, epoch, logs) => …', show(save));
    this.save = save;
    this.saveBestOnly = options.saveBestOnly ?? false;
    this.best = options.initialValueThreshold;
  }

  override onEpochEnd(epoch: number, logs: CallbackLogs = {}): void | Promise<void> {
    if (this.saveBestOnly) {
      const value = this.monitored(logs, 'ModelCheckpoint');
      if (value === undefined || !this.isImprovement(value, this.best)) return undefined;
      this.best = value;
    }
    return this.save(this.model as Saved, epoch, logs);
  }
}
