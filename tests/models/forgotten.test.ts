/**
 * Models that nobody has any more: what the library drops is freed at once, what the user drops in time. A file of its
 * own, since the limit of memory belongs to the process.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  Adam,
  add,
  compile,
  configure,
  Dense,
  engine,
  loadModel,
  MemoryError,
  modelFromConfig,
  ones,
  Sequential,
  StateError,
  type Tensor,
  tensor,
  Variable,
} from 'oxigrad';
import { expect, it } from 'vitest';

const LIMIT_MB = 128;
/** A kernel of 4 MB. */
const UNITS = 1024;

await configure({ memoryLimitMB: LIMIT_MB, threads: 1 });

function large(): Sequential {
  return new Sequential([
    new Dense(UNITS, { inputShape: [UNITS], kernelInitializer: 'zeros' }),
    new Dense(1, { kernelInitializer: 'zeros' }),
  ]);
}

const x = ones([2, UNITS]);
const y = ones([2, 1]);

/** Collects garbage, and lets finalizers run: a few turns, and more where what they should bring about is not yet so. */
async function collect(done: () => boolean = () => true): Promise<void> {
  setFlagsFromString('--expose-gc');
  for (let turn = 0; turn < 4 || (turn < 100 && !done()); turn++) {
    (runInNewContext('gc') as () => void)();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it('40 models that are dropped after an awaited fit need the memory of a few', async () => {
  let peak = 0;
  for (let count = 0; count < 40; count++) {
    const model = large();
    model.compile({ optimizer: new Adam(), loss: 'mse' });
    await model.fit(x, y, { verbose: 0 });
    peak = Math.max(peak, engine().liveBytes);
  }
  expect(peak).toBeLessThan(LIMIT_MB * 2 ** 20);
});

it('100 models that are dropped after an awaited prediction of one batch need the memory of a few', async () => {
  for (let count = 0; count < 100; count++) expect((await large().predict(x)).toArray()).toEqual([[0], [0]]);
});

it('a synchronous loop is told to call dispose(), and goes on after a turn of the event loop', async () => {
  const train = (): number => {
    const model = large();
    model.compile({ optimizer: new Adam(), loss: 'mse' });
    return model.trainOnBatch(x, y)['loss'] as number;
  };
  const loop = (): void => {
    for (let count = 0; count < 100; count++) train();
  };
  expect(loop).toThrow(MemoryError);
  expect(loop).toThrow(/dispose\(\).*await fit/);
  await collect(() => engine().liveBytes < (LIMIT_MB / 4) * 2 ** 20);
  expect(train()).toBe(1);
});

it('a file that does not fit leaves nothing behind', async () => {
  await collect();
  const model = large();
  model.compile({ optimizer: 'adam', loss: 'mse' });
  model.trainOnBatch(x, y);
  const file = model.save();
  model.dispose();
  // The same file with another name for the last of its tensors.
  const text = Buffer.from(file).toString('latin1');
  const name = 'bias"';
  const broken = new Uint8Array(Buffer.from(text.replace(name, 'bia_"'), 'latin1'));
  const before = engine().liveBytes;
  for (let count = 0; count < 40; count++) {
    expect(() => loadModel(broken)).toThrow('bia_');
    expect(engine().liveBytes).toBe(before);
  }
  const loaded = loadModel(file);
  expect(loaded.optimizer?.iterations.data()[0]).toBe(1);
  loaded.dispose();
  expect(engine().liveBytes).toBe(before);
});

it('a config that fails at its end leaves nothing behind', () => {
  const model = large();
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const text = JSON.stringify(model.toJSON());
  model.dispose();
  const before = engine().liveBytes;
  for (const broken of [
    text.replace('"mse"', '"no loss"'),
    text.replace(/"units":1,/, '"units":-1,'),
    text.replace(/"class_name":"Dense"(?!.*"class_name":"Dense")/, '"class_name":"Dens"'),
  ]) {
    expect(broken).not.toBe(text);
    expect(() => modelFromConfig(broken)).toThrow();
    expect(engine().liveBytes).toBe(before);
  }
});

it('compile again frees the optimizer and metrics that were made from names, but not those given', () => {
  const model = large();
  const again = (): number => {
    model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
    model.trainOnBatch(x, y);
    return engine().liveBytes;
  };
  const once = again();
  for (let count = 0; count < 20; count++) expect(again()).toBe(once);
  const optimizer = new Adam();
  model.compile({ optimizer, loss: 'mse' });
  model.trainOnBatch(x, y);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  expect(optimizer.iterations.data()[0]).toBe(1);
  optimizer.dispose();
  // One that was made from a name, and is given on.
  model.compile({ optimizer: model.optimizer as Adam, loss: 'mse' });
  model.trainOnBatch(x, y);
  expect(model.optimizer?.iterations.data()[0]).toBe(1);
  model.dispose();
});

it('disposing twice is allowed, and later use is an error', async () => {
  const model = large();
  model.compile({ optimizer: 'adam', loss: 'mse' });
  model.trainOnBatch(x, y);
  const { optimizer } = model;
  for (let count = 0; count < 2; count++) {
    model.dispose();
    optimizer?.dispose();
  }
  expect(() => model.predictOnBatch(x)).toThrow(StateError);
  expect(() => model.trainOnBatch(x, y)).toThrow(StateError);
  await expect(model.fit(x, y, { verbose: 0 })).rejects.toThrow(StateError);
  expect(() => model.getWeights()).toThrow(StateError);
  let variable: Variable;
  {
    using made = new Variable(tensor([1]));
    variable = made;
  }
  expect(() => variable.data()).toThrow(StateError);
});

it('programs of compiled functions that were forgotten are freed', async () => {
  await collect();
  const constant = tensor(new Float32Array(10_000));
  const before = engine().liveBytes;
  for (let count = 0; count < 100; count++) compile((value: Tensor) => add(value, constant))(constant);
  expect(engine().liveBytes - before).toBeGreaterThan(100 * 40_000);
  const freed = (): boolean => engine().liveBytes - before < 20 * 40_000;
  await collect(freed);
  expect(freed()).toBe(true);
});
