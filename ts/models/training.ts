/** The loops of fit, evaluate and predict (keras.src.trainers.trainer). */

import type { Callback, CallbackModel, MaybePromise } from '../callbacks/callback.ts';
import { CallbackList } from '../callbacks/callback-list.ts';
import { History } from '../callbacks/history.ts';
import { isInteractive, ProgressLogger } from '../callbacks/progress.ts';
import { ShapeError, show, showShape, ValueError } from '../errors.ts';
import type { RandomSequence } from '../ops/random/seed.ts';
import { fromArray } from '../tensor/create.ts';
import { arrayConstructor } from '../tensor/dtype.ts';
import { isPromise, untilAborted } from '../tensor/promise.ts';
import { scope } from '../tensor/scope.ts';
import { sameShape } from '../tensor/shape.ts';
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

/** What a loop needs to go on and to end. */
export interface Loop {
  readonly model: TrainedModel;
  readonly signal: AbortSignal | undefined;
  readonly pacer: Pacer;
  /** What is drawn in it without a seed, whoever else draws meanwhile. */
  readonly random: RandomSequence;
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
  readonly random: RandomSequence;
  /** Runs a hook of the user, during which the model may be evaluated. */
  readonly outside: (hook: () => MaybePromise) => Promise<void>;
}

/** Trains epoch by epoch. */
export async function runFit(model: TrainedModel, compiled: CompiledModel, plan: FitPlan): Promise<History> {
  const { source, validation, epochs, initialEpoch, signal, random } = plan;
  const loop: Loop = { model, signal, pacer: new Pacer(), random };
  const outside = (hook: () => MaybePromise): Promise<void> => plan.outside(() => random.within(hook));
  const history = new History();
  model.history = history;
  const verbose = level(plan.verbose, 1);
  const loggers = verbose === 0 ? [] : [new ProgressLogger('train')];
  const callbacks = new CallbackList([...plan.callbacks, ...loggers, history], model, {
    verbose,
    epochs,
    steps: source.steps,
  });
  model.stopTraining = false;
  let logs: Logs = {};
  return closing([source, validation], signal, async () => {
    await outside(() => callbacks.loop('onTrainBegin'));
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      signal?.throwIfAborted();
      compiled.reset();
      await outside(() => callbacks.epoch('onEpochBegin', epoch));
      await runSteps(loop, source, false, {
        begin: (step) => callbacks.batch('onTrainBatchBegin', step),
        run: (batch) => compiled.steps.train(batch),
        end: (step) => callbacks.batch('onTrainBatchEnd', step, () => compiled.lazyLogs()),
        isLast: () => model.stopTraining,
      });
      logs = readLogs(compiled);
      if (validation !== undefined && plan.validates(epoch)) {
        const found = await runTest(compiled, { source: validation, callbacks, loop });
        for (const [key, value] of Object.entries(found)) logs[`val_${key}`] = value;
      }
      await outside(() => callbacks.epoch('onEpochEnd', epoch, logs));
      if (model.stopTraining) break;
    }
    if (epochs > initialEpoch) compiled.optimizer.finalizeVariableValues();
    await outside(() => callbacks.loop('onTrainEnd', logs));
    return history;
  });
}

/** An evaluation that is about to begin. */
export interface TestPlan {
  readonly source: BatchSource;
  readonly callbacks: CallbackList;
  readonly loop: Loop;
}

/** Evaluates all batches. */
export async function runTest(compiled: CompiledModel, { source, callbacks, loop }: TestPlan): Promise<Logs> {
  compiled.reset();
  await hook(loop, () => callbacks.loop('onTestBegin'));
  await runSteps(loop, source, true, {
    begin: (step) => callbacks.batch('onTestBatchBegin', step),
    run: (batch) => compiled.steps.test(batch),
    end: (step) => callbacks.batch('onTestBatchEnd', step, () => compiled.lazyLogs()),
  });
  const logs = readLogs(compiled);
  await hook(loop, () => callbacks.loop('onTestEnd', logs));
  return logs;
}

/** Predicts all batches; the outputs, each joined. */
export async function runPredict(
  predict: (inputs: readonly Tensor[]) => Tensor[],
  { source, callbacks, loop }: TestPlan,
): Promise<Tensor[]> {
  const results: Tensor[][] = [];
  await hook(loop, () => callbacks.loop('onPredictBegin'));
  await runSteps(loop, source, true, {
    begin: (step) => callbacks.batch('onPredictBatchBegin', step),
    run: (batch) => void results.push(predict(batch.x)),
    end: (step) => callbacks.batch('onPredictBatchEnd', step),
  });
  await hook(loop, () => callbacks.loop('onPredictEnd'));
  return joined(`${loop.model.where}.predict`, results);
}

/** The parts of every output as one tensor. */
function joined(where: string, parts: readonly Tensor[][]): Tensor[] {
  if (parts.length === 1) return parts[0] as Tensor[];
  return (parts[0] ?? []).map((first, output) => {
    const all = parts.map((part) => part[output] as Tensor);
    const length = all.reduce((sum, { size }) => sum + size, 0);
    const data = new (arrayConstructor(first.dtype))(length);
    let offset = 0;
    for (const [batch, tensor] of all.entries()) {
      if (!sameShape(tensor.shape.slice(1), first.shape.slice(1)))
        throw new ShapeError(
          where,
          `outputs of one shape in all batches, as ${showShape(first.shape)} in batch 0`,
          `${showShape(tensor.shape)} in batch ${batch}`,
          'Pad the data to one shape, or call predictOnBatch for each batch.',
        );
      data.set(tensor.storage(where).peek(where), offset);
      offset += tensor.size;
    }
    const rows = all.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
    return fromArray(data, [rows, ...first.shape.slice(1)], first.dtype);
  });
}

/** A step of a loop and the hooks around it. */
interface LoopStep {
  begin(index: number): MaybePromise;
  run(batch: Batch): void;
  end(index: number): MaybePromise;
  /** Whether the loop ends after this step. */
  isLast?(): boolean;
}

/** Runs a step a batch, giving way to the event loop by elapsed time. */
async function runSteps(loop: Loop, source: BatchSource, anew: boolean, step: LoopStep): Promise<void> {
  const { signal, pacer, random, model } = loop;
  const pass = random.within(() => source.begin(anew));
  const limit = source.steps;
  for (let index = 0; limit === undefined || index < limit; index++) {
    const next = random.within(() => pass.next());
    const batch = isPromise(next) ? await untilAborted(next, signal) : next;
    if (batch === undefined) {
      if (index === 0) throw new ValueError(model.where, 'at least one batch', 'none');
      return;
    }
    const begun = random.within(() => step.begin(index));
    if (isPromise(begun)) await untilAborted(begun, signal);
    random.within(() => step.run(batch));
    const ended = random.within(() => step.end(index));
    if (isPromise(ended)) await untilAborted(ended, signal);
    if (step.isLast?.()) return;
    signal?.throwIfAborted();
    if (pacer.due) {
      await pacer.rest();
      signal?.throwIfAborted();
    }
  }
}

/** Runs a hook of a loop and waits for it. */
async function hook({ random, signal }: Loop, call: () => MaybePromise): Promise<void> {
  const waiting = random.within(call);
  if (isPromise(waiting)) await untilAborted(waiting, signal);
}

/**
 * Runs a loop, then closes its sources. An error of the loop counts before those of closing, and one that was aborted
 * waits for neither.
 */
export async function closing<Result>(
  sources: readonly (BatchSource | undefined)[],
  signal: AbortSignal | undefined,
  loop: () => Promise<Result>,
): Promise<Result> {
  const close = (): Promise<unknown> =>
    untilAborted(Promise.all(sources.map(async (source) => source?.close?.())), signal);
  let result: Result;
  try {
    result = await loop();
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
  await close();
  return result;
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
