/** What the loops wait for, what ends the waiting, and which error counts when several happen. */

import { Callback, Dataset, LambdaCallback, type Logs, StateError } from 'oxigrad';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clusters, network } from './run.ts';

const quiet = { verbose: 0 } as const;
const { x, y } = clusters(30);
const forever = new Promise<never>(() => {});
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A promise of another library. */
function thenable<T>(result: () => T): PromiseLike<T> {
  return {
    // biome-ignore lint/suspicious/noThenProperty: that is what the test is about.
    then: (resolve, reject) => soon().then(result).then(resolve, reject),
  };
}

/** Aborts after a moment. */
function abortedSoon(): { signal: AbortSignal; reason: Error } {
  const controller = new AbortController();
  const reason = new Error('enough');
  setTimeout(() => controller.abort(reason), 20);
  return { signal: controller.signal, reason };
}

/** Batches of which the second never comes. */
async function* hanging(): AsyncGenerator<unknown> {
  yield [x, y];
  await forever;
}

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  await soon();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

describe('an aborted signal ends', () => {
  it('fit, evaluate and predict while their data hangs', async () => {
    const model = network();
    const source = { [Symbol.asyncIterator]: hanging };
    for (const run of [
      (signal: AbortSignal) => model.fit(source, { ...quiet, signal }),
      (signal: AbortSignal) => model.fit(hanging(), { ...quiet, signal }),
      (signal: AbortSignal) => model.fit(x, y, { ...quiet, signal, validationData: source }),
      (signal: AbortSignal) => model.fit(Dataset.from(source).prefetch(2), { ...quiet, signal }),
      (signal: AbortSignal) => model.evaluate(source, { ...quiet, signal }),
      (signal: AbortSignal) => model.predict(source, { ...quiet, signal }),
    ]) {
      const { signal, reason } = abortedSoon();
      await expect(run(signal)).rejects.toBe(reason);
      // Nothing of it is left: the model trains again.
      await model.fit(x, y, quiet);
    }
  });

  it('every loop while a hook hangs, those of batches included', async () => {
    const model = network();
    class Hanging extends Callback {
      readonly #hook: string;
      constructor(hook: string) {
        super();
        this.#hook = hook;
        Object.defineProperty(this, hook, { value: () => forever });
      }
      override toString(): string {
        return this.#hook;
      }
    }
    const hooks = ['Begin', 'End'].flatMap((when) => [
      ...['Train', 'Epoch', 'TrainBatch', 'Batch', 'Test', 'TestBatch'].map((what) => `on${what}${when}`),
    ]);
    for (const hook of hooks) {
      const { signal, reason } = abortedSoon();
      const options = { ...quiet, signal, callbacks: new Hanging(hook) };
      await expect(model.fit(x, y, { ...options, validationData: [x, y] }), hook).rejects.toBe(reason);
    }
    for (const hook of ['onPredictBegin', 'onPredictBatchBegin', 'onPredictBatchEnd', 'onPredictEnd']) {
      const { signal, reason } = abortedSoon();
      const options = { ...quiet, signal, callbacks: new Hanging(hook) };
      await expect(model.predict(x, options), hook).rejects.toBe(reason);
    }
    await model.fit(x, y, quiet);
  });

  it('fit while an evaluation in a hook hangs, which keeps the model busy until it ends', async () => {
    const model = network();
    const inner = new AbortController();
    let evaluating: Promise<Logs> | undefined;
    const callbacks = new LambdaCallback({
      onEpochEnd: () => {
        evaluating = model.evaluate({ [Symbol.asyncIterator]: hanging }, { ...quiet, signal: inner.signal });
        evaluating.catch(() => {});
      },
    });
    const { signal, reason } = abortedSoon();
    await expect(model.fit(x, y, { ...quiet, signal, callbacks })).rejects.toBe(reason);
    await expect(model.fit(x, y, quiet)).rejects.toThrow(StateError);
    inner.abort();
    await expect(evaluating).rejects.toThrow();
    await model.fit(x, y, quiet);
  });
});

describe('promises', () => {
  it('of any library are waited for, from hooks and from data', async () => {
    const model = network();
    const seen: string[] = [];
    const late = (what: string): PromiseLike<void> => thenable(() => void seen.push(what));
    const callbacks = new LambdaCallback({
      onTrainBegin: () => late('train begins'),
      onEpochBegin: () => late('epoch begins'),
      onTrainBatchBegin: () => late('batch begins'),
      onTrainBatchEnd: () => late('batch ends'),
      onEpochEnd: () => late('epoch ends'),
      onTrainEnd: () => late('train ends'),
    });
    let left = 1;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          thenable(() => ({ done: left-- === 0, value: [x, y] })) as Promise<IteratorResult<unknown>>,
      }),
    };
    await model.fit(source, { ...quiet, callbacks });
    seen.push('over');
    expect(seen).toEqual([
      'train begins',
      'epoch begins',
      'batch begins',
      'batch ends',
      'epoch ends',
      'train ends',
      'over',
    ]);
    await model.fit([thenable(() => [x, y])][Symbol.iterator](), quiet);
  });

  it('of a batch hook that are rejected end the training, and nothing else', async () => {
    const model = network();
    const fail = async (): Promise<void> => {
      await soon();
      throw new Error('of the hook');
    };
    for (const hook of ['onTrainBatchBegin', 'onTrainBatchEnd'] as const)
      await expect(
        model.fit(x, y, { ...quiet, batchSize: 8, callbacks: new LambdaCallback({ [hook]: fail }) }),
      ).rejects.toThrow('of the hook');
    await model.fit(x, y, quiet);
  });
});

describe('closing the data', () => {
  const closing = (close: () => unknown): AsyncIterable<unknown> => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: [x, y] }),
      return: async () => {
        await close();
        return { done: true, value: undefined };
      },
    }),
  });
  const fail = (): never => {
    throw new Error('of closing');
  };

  it('does not replace the error of a callback', async () => {
    const model = network();
    const callbacks = new LambdaCallback({
      onTrainBatchEnd: () => {
        throw new Error('of the hook');
      },
    });
    const run = model.fit(closing(fail), { ...quiet, stepsPerEpoch: 2, callbacks });
    await expect(run).rejects.toThrow('of the hook');
  });

  it('that fails is an error where nothing else was', async () => {
    const model = network();
    const options = { ...quiet, stepsPerEpoch: 2 };
    await expect(model.fit(closing(fail), options)).rejects.toThrow('of closing');
    // The validation's data is opened anew for every epoch.
    const validated = { ...quiet, epochs: 2, validationData: closing(fail), validationSteps: 1 };
    await expect(model.fit(x, y, validated)).rejects.toThrow('of closing');
    await expect(model.evaluate(closing(fail), { ...quiet, steps: 1 })).rejects.toThrow('of closing');
    await expect(model.predict(closing(fail), { ...quiet, steps: 1 })).rejects.toThrow('of closing');
  });

  it('that hangs ends with the signal', async () => {
    const { signal, reason } = abortedSoon();
    const run = network().fit(
      closing(() => forever),
      { ...quiet, stepsPerEpoch: 1, signal },
    );
    await expect(run).rejects.toBe(reason);
  });
});
