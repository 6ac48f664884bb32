/** Calls the hooks of several callbacks in their order. */

import { show, ValueError } from '../errors.ts';
import { isPromise } from '../tensor/promise.ts';
import {
  Callback,
  type CallbackLogs,
  type CallbackModel,
  type CallbackParameters,
  type MaybePromise,
} from './callback.ts';

type EpochHook = 'onEpochBegin' | 'onEpochEnd';
type LoopHook =
  | 'onTrainBegin'
  | 'onTrainEnd'
  | 'onTestBegin'
  | 'onTestEnd'
  | 'onPredictBegin'
  | 'onPredictEnd';
type BatchHook =
  | 'onTrainBatchBegin'
  | 'onTrainBatchEnd'
  | 'onTestBatchBegin'
  | 'onTestBatchEnd'
  | 'onPredictBatchBegin'
  | 'onPredictBatchEnd';

/** The hooks that stand behind another: they run if either is overridden. */
const aliases: Partial<Record<BatchHook, 'onBatchBegin' | 'onBatchEnd'>> = {
  onTrainBatchBegin: 'onBatchBegin',
  onTrainBatchEnd: 'onBatchEnd',
};

/** Several callbacks as one. */
export class CallbackList {
  readonly callbacks: readonly Callback[];
  readonly #listening = new Map<BatchHook, readonly Callback[]>();

  constructor(callbacks: readonly Callback[], model: CallbackModel, params: CallbackParameters) {
    for (const callback of callbacks)
      if (!(callback instanceof Callback))
        throw new ValueError(
          'callbacks',
          'instances of Callback',
          show(callback),
          'Use new LambdaCallback({ … }) for functions.',
        );
    this.callbacks = callbacks;
    for (const callback of callbacks) {
      callback.setModel(model);
      callback.setParams(params);
    }
  }

  /** Before or after an epoch; a promise if some hook returned one. */
  epoch(hook: EpochHook, epoch: number, logs?: CallbackLogs): MaybePromise {
    return inTurn(this.callbacks, (callback) => callback[hook](epoch, logs));
  }

  /** Before or after a loop; a promise if some hook returned one. */
  loop(hook: LoopHook, logs?: CallbackLogs): MaybePromise {
    return inTurn(this.callbacks, (callback) => callback[hook](logs));
  }

  /** Before or after a step, likewise; logs are made only if somebody listens. */
  batch(hook: BatchHook, batch: number, logs?: () => CallbackLogs): MaybePromise {
    const listening = this.#listeners(hook);
    if (listening.length === 0) return;
    const made = logs?.();
    return inTurn(listening, (callback) => callback[hook](batch, made));
  }

  #listeners(hook: BatchHook): readonly Callback[] {
    let listening = this.#listening.get(hook);
    if (listening === undefined) {
      const alias = aliases[hook];
      const overrides = (callback: Callback, name: keyof Callback): boolean =>
        callback[name] !== Callback.prototype[name];
      listening = this.callbacks.filter(
        (callback) => overrides(callback, hook) || (alias !== undefined && overrides(callback, alias)),
      );
      this.#listening.set(hook, listening);
    }
    return listening;
  }
}

/** Calls a hook of each; from the first promise on, one waits for the other. */
function inTurn(callbacks: readonly Callback[], call: (callback: Callback) => MaybePromise): MaybePromise {
  for (const [index, callback] of callbacks.entries()) {
    const result = call(callback);
    if (isPromise(result)) return result.then(() => inTurn(callbacks.slice(index + 1), call));
  }
}
