/** What a training loop calls on its way (keras.callbacks.Callback). */

import { StateError, show, ValueError } from '../errors.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { TensorLike } from '../tensor/create.ts';
import { isPlainObject } from '../tensor/plain.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Losses and metrics by name. Callbacks may add to the logs of an epoch; later callbacks and the history see it. */
export type CallbackLogs = Record<string, number>;

/** The logs that a hook is given, which has to be an object. */
export function checkLogs(where: string, logs: CallbackLogs): CallbackLogs {
  if (!isPlainObject(logs)) throw new ValueError(where, 'logs as { name: value }', show(logs));
  return logs;
}

/** What a loop says of itself before it begins. */
export interface CallbackParameters {
  readonly verbose: 0 | 1 | 2;
  /** The epoch after the last. */
  readonly epochs: number;
  /** Steps of an epoch, where they are known. */
  readonly steps: number | undefined;
}

/** A model, as callbacks use it. */
export interface CallbackModel {
  /** Set it to `true` to end training after the step under way. */
  stopTraining: boolean;
  readonly optimizer: Optimizer | undefined;
  getWeights(): Tensor[];
  setWeights(weights: readonly TensorLike[]): void;
  /** Writes the model to a path, whole or not at all. */
  save(path: string | URL): void;
  /** Writes the weights to a path, whole or not at all. */
  saveWeights(path: string | URL): void;
  /** Which way a metric gets better, where that is known. */
  metricDirection(name: string): 'up' | 'down' | undefined;
}

/** What a hook may return: a promise is waited for. */
export type MaybePromise = void | PromiseLike<void>;

/**
 * Base of all callbacks: override the hooks wanted. A promise that one returns is waited for. An error thrown in a hook
 * ends the training; the model keeps the weights of the last finished step.
 */
export class Callback {
  #model: CallbackModel | undefined;
  /** Set before the loop begins. */
  params: CallbackParameters = { verbose: 0, epochs: 0, steps: undefined };

  /** The model that is being trained, evaluated or asked. Throws a {@link StateError} before that. */
  get model(): CallbackModel {
    if (this.#model === undefined)
      throw new StateError(this.constructor.name, 'a model', 'none yet', 'Pass the callback to fit.');
    return this.#model;
  }

  /** Called by the loop. */
  setModel(model: CallbackModel): void {
    this.#model = model;
  }

  /** Called by the loop. */
  setParams(params: CallbackParameters): void {
    this.params = params;
  }

  /** Before the first epoch. */
  onTrainBegin(_logs?: CallbackLogs): MaybePromise {}
  /** After the last epoch, with its logs; not after an error. */
  onTrainEnd(_logs?: CallbackLogs): MaybePromise {}
  /** Before an epoch, counted from 0. */
  onEpochBegin(_epoch: number, _logs?: CallbackLogs): MaybePromise {}
  /** After an epoch and its validation (`val_…`). */
  onEpochEnd(_epoch: number, _logs?: CallbackLogs): MaybePromise {}
  /** Before a training step. */
  onTrainBatchBegin(batch: number, logs?: CallbackLogs): MaybePromise {
    return this.onBatchBegin(batch, logs);
  }
  /** After a training step. The values are means of the epoch so far, read from the model when looked at. */
  onTrainBatchEnd(batch: number, logs?: CallbackLogs): MaybePromise {
    return this.onBatchEnd(batch, logs);
  }
  /** The same as {@link onTrainBatchBegin}. */
  onBatchBegin(_batch: number, _logs?: CallbackLogs): MaybePromise {}
  /** The same as {@link onTrainBatchEnd}. */
  onBatchEnd(_batch: number, _logs?: CallbackLogs): MaybePromise {}
  /** Before an evaluation, also that of a validation. */
  onTestBegin(_logs?: CallbackLogs): MaybePromise {}
  /** After an evaluation. */
  onTestEnd(_logs?: CallbackLogs): MaybePromise {}
  /** Before a step of an evaluation. */
  onTestBatchBegin(_batch: number, _logs?: CallbackLogs): MaybePromise {}
  /** After a step of an evaluation. */
  onTestBatchEnd(_batch: number, _logs?: CallbackLogs): MaybePromise {}
  /** Before a prediction. */
  onPredictBegin(_logs?: CallbackLogs): MaybePromise {}
  /** After a prediction. */
  onPredictEnd(_logs?: CallbackLogs): MaybePromise {}
  /** Before a step of a prediction. */
  onPredictBatchBegin(_batch: number, _logs?: CallbackLogs): MaybePromise {}
  /** After a step of a prediction. */
  onPredictBatchEnd(_batch: number, _logs?: CallbackLogs): MaybePromise {}
}
