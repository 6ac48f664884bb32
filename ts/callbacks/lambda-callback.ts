/** Functions as a callback (keras.callbacks.LambdaCallback). */

import { checkOptions } from '../errors.ts';
import { Callback, type CallbackLogs, type MaybePromise } from './callback.ts';

/** The hooks that may be given. */
export interface LambdaCallbackOptions {
  readonly onEpochBegin?: (epoch: number, logs?: CallbackLogs) => MaybePromise;
  readonly onEpochEnd?: (epoch: number, logs?: CallbackLogs) => MaybePromise;
  readonly onTrainBegin?: (logs?: CallbackLogs) => MaybePromise;
  readonly onTrainEnd?: (logs?: CallbackLogs) => MaybePromise;
  readonly onTrainBatchBegin?: (batch: number, logs?: CallbackLogs) => MaybePromise;
  readonly onTrainBatchEnd?: (batch: number, logs?: CallbackLogs) => MaybePromise;
}

/** Calls the functions given. */
export class LambdaCallback extends Callback {
  constructor(hooks: LambdaCallbackOptions) {
    super();
    // Only what is given becomes a property, so that the loop knows which hooks nobody listens to.
    for (const [name, hook] of Object.entries(checkOptions('LambdaCallback', hooks)))
      if (hook !== undefined) Object.defineProperty(this, name, { value: hook, configurable: true });
  }
}
