/** Saves the model epoch by epoch (keras.callbacks.ModelCheckpoint). */

import { checkKeys } from '../closest.ts';
import { show, ValueError } from '../errors.ts';
import { isPlainObject } from '../tensor/plain.ts';
import { isPromise } from '../tensor/promise.ts';
import type { CallbackLogs, CallbackModel, MaybePromise } from './callback.ts';
import { MonitorCallback, type MonitorOptions } from './monitor-callback.ts';

/** Options of {@link ModelCheckpoint}. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** Only when the monitored value is the best so far. Default `false`. */
  readonly saveBestOnly?: boolean;
  /** Weights alone, as `model.saveWeights` writes them. Default `false`: all that `loadModel` reads. */
  readonly saveWeightsOnly?: boolean;
  /** A value that must be beaten before anything is saved. Default: none. */
  readonly initialValueThreshold?: number;
}

/** What stores a model where there are no files: `(model, epoch) => upload(epoch, model.save())`. */
export type SaveFunction<Saved extends CallbackModel = CallbackModel> = (
  model: Saved,
  epoch: number,
  logs: CallbackLogs,
) => MaybePromise;

/** A path, in which `{epoch}`, from 1, and the keys of the logs stand for their values; or what stores the model. */
export type CheckpointPlace<Saved extends CallbackModel = CallbackModel> = string | URL | SaveFunction<Saved>;

const known = 'filepath saveBestOnly saveWeightsOnly initialValueThreshold monitor mode minDelta';

type PlaceAndOptions<Saved extends CallbackModel> = ModelCheckpointOptions & {
  readonly filepath: CheckpointPlace<Saved>;
};

/**
 * Saves the model after every epoch, or after the best ones: to a path as `model.save(path)` does, so that it holds a
 * whole file at any time, or with a function, whose promise is waited for. Values in a path take Python's formats:
 * `'{epoch:02d}-{val_loss:.2f}.safetensors'`.
 */
export class ModelCheckpoint<Saved extends CallbackModel = CallbackModel> extends MonitorCallback {
  readonly filepath: CheckpointPlace<Saved>;
  readonly saveBestOnly: boolean;
  readonly saveWeightsOnly: boolean;

  constructor(filepath: CheckpointPlace<Saved>, options?: ModelCheckpointOptions);
  constructor(options: PlaceAndOptions<Saved>);
  constructor(given: CheckpointPlace<Saved> | PlaceAndOptions<Saved>, more: ModelCheckpointOptions = {}) {
    const { filepath, ...options } = isPlainObject(given)
      ? checkKeys('ModelCheckpoint', given as PlaceAndOptions<Saved>, [known])
      : { ...checkKeys('ModelCheckpoint', more, [known]), filepath: given as CheckpointPlace<Saved> };
    super('ModelCheckpoint', options);
    if (typeof filepath !== 'function' && typeof filepath !== 'string' && !(filepath instanceof URL))
      throw new ValueError(
        'ModelCheckpoint',
        'a path, or a function (model, epoch, logs) => …',
        show(filepath),
      );
    this.filepath = filepath;
    this.saveBestOnly = options.saveBestOnly ?? false;
    this.saveWeightsOnly = options.saveWeightsOnly ?? false;
    this.best = options.initialValueThreshold;
  }

  override onEpochEnd(epoch: number, logs: CallbackLogs = {}): MaybePromise {
    if (!this.saveBestOnly) return this.#save(epoch, logs);
    const value = this.monitored(logs, 'ModelCheckpoint');
    if (value === undefined || !this.isImprovement(value, this.best)) return undefined;
    // What could not be saved is not the best that there is.
    const done = (): void => {
      this.best = value;
    };
    const waiting = this.#save(epoch, logs);
    return isPromise(waiting) ? waiting.then(done) : done();
  }

  #save(epoch: number, logs: CallbackLogs): MaybePromise {
    const { filepath, model } = this;
    if (typeof filepath === 'function') return filepath(model as Saved, epoch, logs);
    const path = typeof filepath === 'string' ? filled(filepath, { ...logs, epoch: epoch + 1 }) : filepath;
    return this.saveWeightsOnly ? model.saveWeights(path) : model.save(path);
  }
}

/** A path with the values of an epoch in it. */
function filled(path: string, values: CallbackLogs): string {
  return path.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name: string, format: string = '') => {
    const [matched, fill, width, digits] = /^(0?)(\d*)(?:d|\.(\d+)f)?$/.exec(format) ?? [];
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (matched === undefined || value === undefined || (format.endsWith('d') && !Number.isInteger(value)))
      throw new ValueError(
        'ModelCheckpoint',
        `filepath with {name} or {name:format} for ${Object.keys(values).join(', ')}, and formats as 02d and .2f`,
        show(path),
      );
    const text = digits === undefined ? String(value) : value.toFixed(Number(digits));
    return text.padStart(Number(width), fill || ' ');
  });
}
