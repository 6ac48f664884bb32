/** Callbacks and sources of data that throw, hang, or answer strangely: the loop ends, and the model trains again. */

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Callback,
  Dataset,
  Dense,
  LambdaCallback,
  type LambdaCallbackOptions,
  ModelCheckpoint,
  metrics,
  ones,
  Sequential,
  type Tensor,
  zeros,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';

const quiet = { verbose: 0, epochs: 1, batchSize: 2 } as const;
const x = ones([4, 3]);
const y = zeros([4, 1]);

function network(extra: object = {}): Sequential {
  const model = new Sequential([new Dense(1, { inputShape: [3], kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: 'sgd', loss: 'mse', ...extra });
  return model;
}

/** The model trains, evaluates and predicts. */
async function goesOn(model: Sequential): Promise<void> {
  const { history } = await model.fit(x, y, quiet);
  expect(history['loss']).toEqual([0]);
  expect(await model.evaluate(x, y, { verbose: 0 })).toMatchObject({ loss: 0 });
  expect((await model.predict(x, { verbose: 0 })).shape).toEqual([4, 1]);
}

const hooks = Object.getOwnPropertyNames(Callback.prototype).filter((name) => /^on/.test(name));
const own = new Error('of the callback');

/** A thing with a then that is no promise. */
function thenable(): PromiseLike<void> {
  return {
    // biome-ignore lint/suspicious/noThenProperty: that is what it is about.
    then: (done: (value: undefined) => unknown) => Promise.resolve(done(undefined)),
  } as PromiseLike<void>;
}

const loops: readonly (readonly [string, (model: Sequential, callbacks: Callback[]) => Promise<unknown>])[] =
  [
    ['fit', (model, callbacks) => model.fit(x, y, { ...quiet, validationData: [x, y], callbacks })],
    ['evaluate', (model, callbacks) => model.evaluate(x, y, { verbose: 0, callbacks })],
    ['predict', (model, callbacks) => model.predict(x, { verbose: 0, callbacks })],
  ];

function runs(hook: string, loop: string): boolean {
  if (loop === 'predict') return hook.startsWith('onPredict');
  if (loop === 'evaluate') return hook.startsWith('onTest');
  return !hook.startsWith('onPredict');
}

describe.each(hooks)('%s', (hook) => {
  const of = (fn: () => unknown): LambdaCallback =>
    new LambdaCallback({ [hook]: fn } as unknown as LambdaCallbackOptions);

  it.each([
    [
      'that throws',
      (): never => {
        throw own;
      },
    ],
    ['that rejects', () => Promise.reject(own)],
    [
      'that rejects later',
      async () => {
        await new Promise((done) => setTimeout(done, 1));
        throw own;
      },
    ],
  ])('%s ends the loop with its error', async (_, fn) => {
    const model = network();
    for (const [name, loop] of loops)
      if (runs(hook, name)) await expect(loop(model, [of(fn)]), name).rejects.toBe(own);
    await goesOn(model);
  });

  it('that is thenable is waited for', async () => {
    const model = network();
    for (const [, loop] of loops) await loop(model, [of(thenable)]);
    await goesOn(model);
  });

  it('that never settles ends with the signal', async () => {
    const model = network();
    const signal = AbortSignal.timeout(20);
    const callbacks = [of(() => new Promise(() => {}))];
    if (!runs(hook, 'fit')) return;
    await expect(
      model.fit(x, y, { ...quiet, validationData: [x, y], callbacks, signal }),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
    await goesOn(model);
  });
});

it('a hook that calls the model in training ends with an error of ours', async () => {
  const model = network();
  const callbacks = [new LambdaCallback({ onEpochEnd: () => model.fit(x, y, quiet) as never })];
  await expect(model.fit(x, y, { ...quiet, callbacks })).rejects.toMatchObject({ name: 'StateError' });
  await goesOn(model);
});

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'loss', 'val_loss', 'then', ''])(
  'a metric named %j has its place in logs and history, or is refused',
  async (name) => {
    const model = network();
    const given = {
      optimizer: 'sgd',
      loss: 'mse',
      metrics: [new metrics.MeanAbsoluteError({ name })],
    } as const;
    try {
      model.compile(given);
      const { history } = await model.fit(x, y, { ...quiet, validationData: [x, y] });
      const logs = await model.evaluate(x, y, { verbose: 0 });
      expect(Object.keys(logs)).toContain(name);
      expect(Object.hasOwn(history, name)).toBe(true);
      expect(Object.hasOwn(history, `val_${name}`)).toBe(true);
    } catch (error) {
      expect(error).toMatchObject({ name: 'ValueError' });
    }
    const other = network();
    await goesOn(other);
  },
);

it('logs that a callback changes reach the history, whatever it writes', async () => {
  const model = network();
  const write = (values: object): LambdaCallback =>
    new LambdaCallback({ onEpochEnd: (_, logs) => void Object.assign(logs as object, values) });
  const { history } = await model.fit(x, y, {
    ...quiet,
    callbacks: [write({ mine: 3, text: 'no', constructor: 1 })],
  });
  expect(history['mine']).toEqual([3]);
  const freeze = new LambdaCallback({ onEpochEnd: (_, logs) => void Object.freeze(logs) });
  await model.fit(x, y, { ...quiet, callbacks: [freeze, write({})] });
  const clear = new LambdaCallback({
    onEpochEnd: (_, logs) => {
      for (const key of Object.keys(logs ?? {})) delete (logs as Record<string, number>)[key];
    },
  });
  await model.fit(x, y, { ...quiet, callbacks: [clear] });
  await goesOn(model);
});

describe('a source of data', () => {
  const batch = (): [Tensor, Tensor] => [ones([2, 3]), zeros([2, 1])];

  it.each<[string, () => Iterator<unknown> | AsyncIterator<unknown>]>([
    [
      'whose next throws',
      () => ({
        next: () => {
          throw own;
        },
      }),
    ],
    ['whose next rejects', () => ({ next: () => Promise.reject(own) }) as never],
    [
      'whose second next throws',
      () => {
        let count = 0;
        return {
          next: () => {
            if (count++ > 0) throw own;
            return { done: false, value: batch() };
          },
        };
      },
    ],
  ])('%s ends the loop with its error', async (_, iterator) => {
    const model = network();
    const source = { [Symbol.iterator]: iterator, cardinality: 3 } as never;
    await expect(model.fit(source, { ...quiet })).rejects.toBe(own);
    await expect(model.fit(Dataset.from(() => source as never) as never, { ...quiet })).rejects.toBe(own);
    await goesOn(model);
  });

  it('whose return throws does not hide the error of the loop', async () => {
    const model = network();
    const source = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: [ones([2, 7]), zeros([2, 1])] }),
        return: () => {
          throw own;
        },
      }),
    } as never;
    await expect(model.fit(source, { ...quiet, stepsPerEpoch: 2 })).rejects.toMatchObject({
      name: 'ShapeError',
    });
    await goesOn(model);
  });

  it.each([
    ['nothing', undefined],
    ['a number', 3],
    ['a result without done', {}],
    ['a batch of null', { done: false, value: null }],
    ['a batch of text', { done: false, value: 'batch' }],
  ])('whose next gives %s ends with an error of ours', async (_, result) => {
    const model = network();
    const source = { [Symbol.iterator]: () => ({ next: () => result }) } as never;
    await expect(model.fit(source, { ...quiet, stepsPerEpoch: 1 })).rejects.toMatchObject({
      name: expect.stringMatching(/^(Value|Shape|DType|State|Data)Error$/),
    });
    await goesOn(model);
  });

  it('that never gives ends with the signal', async () => {
    const model = network();
    const source = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) } as never;
    const signal = AbortSignal.timeout(20);
    await expect(model.fit(source, { ...quiet, signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    await goesOn(model);
  });
});

it('a dataset of an iterator that gives nothing ends with an error of ours', () => {
  const source = { [Symbol.iterator]: () => ({ next: () => null }) } as never;
  expect(() => [...Dataset.from(() => source)]).toThrow(/^Dataset: expected an iterator .*, got null/);
});

describe('ModelCheckpoint', () => {
  it('keeps the last whole file when the disk is full, and says so', async () => {
    const model = network();
    await expect(
      model.fit(x, y, { ...quiet, callbacks: [new ModelCheckpoint('/dev/full')] }),
    ).rejects.toMatchObject({ name: 'DataError', message: expect.stringContaining('ENOSPC') });
    await goesOn(model);
  });

  it('leaves nothing behind where it cannot write', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oxigrad-'));
    const model = network();
    model.save(`${folder}/m`);
    await expect(
      model.fit(x, y, { ...quiet, callbacks: [new ModelCheckpoint(`${folder}/m/inside`)] }),
    ).rejects.toMatchObject({ name: 'DataError' });
    expect(readdirSync(folder)).toEqual(['m']);
    expect(existsSync(`${folder}/m`)).toBe(true);
    rmSync(folder, { recursive: true });
    await goesOn(model);
  });
});
