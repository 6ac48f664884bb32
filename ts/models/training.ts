/** The loops of fit, evaluate and predict (keras.src.trainers.trainer). */

import type { Callback, CallbackModel, MaybePromise } from '../callbacks/callback.ts';
import { CallbackList } from '../callbacks/callback-list.ts';
import { History } from '../callbacks/history.ts';
import { isInteractive, ProgressLogger } from '../callbacks/progress.ts';
import { show, ValueError } from '../errors.ts';
import { scope } from '../tensor/scope.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Batch, BatchSource } from './batches.ts';
import type { CompiledModel } from './compiled.ts';
import { Pacer } from './event-loop.ts';
import type { Logs, Verbosity } from './options.ts';

/** What a loop needs to know of its model. */
export interface TrainedModel extends CallbackModel {
  readonly where: string;
  history: History | undefined;
}

/** A training that is about to begin. */
export interface FitPlan {
  readonly source: BatchSource;
  readonly validation: BatchSource | undefined;
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly validates: (epoch: number) => boolean;
  readonly verbose: Verbosity;
  readonly callbacks: readonly Callback[];
  readonly signal: AbortSignal | undefined;
  /** Runs a hook of the user, during which the model may be evaluated. */
  readonly outside: (hook: () => MaybePromise) => Promise<void>;
}

/** Trains epoch by epoch. */
export async function runFit(model: TrainedModel, compiled: CompiledModel, plan: FitPlan): Promise<History> {
  const { source, validation, epochs, initialEpoch, signal, outside } = plan;
  const history = new History();
  model.history = history;
  const verbose = level(plan.verbose, 1);
  const loggers = verbose === 0 ? [] : [new ProgressLogger('train')];
  const callbacks = new CallbackList([...plan.callbacks, ...loggers, history], model, {
    verbose,
    epochs,
    steps: source.steps,
  });
  const pacer = new Pacer();
  model.stopTraining = false;
  let logs: Logs = {};
  try {
    await outside(() => callbacks.loop('onTrainBegin'));
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      signal?.throwIfAborted();
      compiled.reset();
      await outside(() => callbacks.epoch('onEpochBegin', epoch));
      await runSteps(source, false, pacer, signal, model, (batch, step) => {
        callbacks.batch('onTrainBatchBegin', step);
        compiled.steps.train(batch);
        callbacks.batch('onTrainBatchEnd', step, () => compiled.lazyLogs());
        return !model.stopTraining;
      });
      logs = readLogs(compiled);
      if (validation !== undefined && plan.validates(epoch)) {
        const found = await runTest(compiled, { source: validation, callbacks, signal, pacer, model });
        for (const [key, value] of Object.entries(found)) logs[`val_${key}`] = value;
      }
      await outside(() => callbacks.epoch('onEpochEnd', epoch, logs));
      if (model.stopTraining) break;
    }
    if (epochs > initialEpoch) compiled.optimizer.finalizeVariableValues();
    await outside(() => callbacks.loop('onTrainEnd', logs));
  } finally {
    await source.close?.();
    await validation?.close?.();
  }
  return history;
}

/** An evaluation that is about to begin. */
export interface TestPlan {
  readonly source: BatchSource;
  readonly callbacks: CallbackList;
  readonly signal: AbortSignal | undefined;
  readonly pacer: Pacer;
  readonly model: TrainedModel;
}

/** Evaluates all batches. */
export async function runTest(compiled: CompiledModel, plan: TestPlan): Promise<Logs> {
  const { source, callbacks, signal, pacer, model } = plan;
  compiled.reset();
  await callbacks.loop('onTestBegin');
  await runSteps(source, true, pacer, signal, model, (batch, step) => {
    callbacks.batch('onTestBatchBegin', step);
    compiled.steps.test(batch);
    callbacks.batch('onTestBatchEnd', step, () => compiled.lazyLogs());
    return true;
  });
  const logs = readLogs(compiled);
  await callbacks.loop('onTestEnd', logs);
  return logs;
}

/** Predicts all batches; the results in their order. */
export async function runPredict(
  predict: (inputs: readonly Tensor[]) => Tensor[],
  plan: TestPlan,
): Promise<Tensor[][]> {
  const { source, callbacks, signal, pacer, model } = plan;
  const results: Tensor[][] = [];
  await callbacks.loop('onPredictBegin');
  await runSteps(source, true, pacer, signal, model, (batch, step) => {
    callbacks.batch('onPredictBatchBegin', step);
    results.push(predict(batch.x));
    callbacks.batch('onPredictBatchEnd', step);
    return true;
  });
  await callbacks.loop('onPredictEnd');
  return results;
}

/** Runs a step a batch, giving way to the event loop by elapsed time. */
async function runSteps(
  source: BatchSource,
  anew: boolean,
  pacer: Pacer,
  signal: AbortSignal | undefined,
  model: TrainedModel,
  step: (batch: Batch, index: number) => boolean,
): Promise<void> {
  const pass = source.begin(anew);
  const limit = source.steps;
  for (let index = 0; limit === undefined || index < limit; index++) {
    const next = pass.next();
    const batch = next instanceof Promise ? await next : next;
    if (batch === undefined) {
      if (index === 0) throw new ValueError(model.where, 'at least one batch', 'none');
      return;
    }
    if (!step(batch, index)) return;
    signal?.throwIfAborted();
    if (pacer.due) {
      await pacer.rest();
      signal?.throwIfAborted();
    }
  }
}

function readLogs(compiled: CompiledModel): Logs {
  return scope(() => compiled.logs());
}

/** Where progress goes. `auto` writes in fit, and elsewhere only where it can be drawn over. */
export function level(verbose: Verbosity, automatic: 0 | 1): 0 | 1 | 2 {
  if (verbose === 'auto') return automatic === 1 || isInteractive() ? 1 : 0;
  if (verbose === 0 || verbose === 1 || verbose === 2) return verbose;
  throw new ValueError('verbose', "'auto', 0, 1 or 2", show(verbose));
}
