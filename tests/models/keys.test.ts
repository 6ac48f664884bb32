/** The keys of logs and history: Keras's spelling, and any name that a user may choose. */

import { Dense, EarlyStopping, Input, Model, metrics, ReduceLROnPlateau, Sequential, SGD } from 'oxigrad';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { metricsByName } from '../../ts/metrics/names.ts';
import { clusters } from './run.ts';

const quiet = { verbose: 0 } as const;
const { x, y, labels } = clusters(30);

afterEach(() => {
  vi.restoreAllMocks();
});

function network(): Sequential {
  return new Sequential([new Dense(3, { activation: 'softmax', inputShape: [2] })]);
}

describe('the keys of metrics given by name', () => {
  it("are Keras's spelling, and as given where that is it", async () => {
    const model = network();
    const given = [
      'meanSquaredError',
      'mean_absolute_error',
      'mse',
      'MeanSquaredError',
      'acc',
      'AUC',
    ] as const;
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: given });
    const { history } = await model.fit(x, y, { ...quiet, validationSplit: 0.2 });
    const keys = [
      'loss',
      'mean_squared_error',
      'mean_absolute_error',
      'mse',
      'MeanSquaredError',
      'acc',
      'AUC',
    ];
    expect(Object.keys(history)).toEqual([...keys, ...keys.map((key) => `val_${key}`)]);
    expect(Object.keys(await model.evaluate(x, y, quiet))).toEqual(keys);
    expect(model.metricsNames).toEqual(keys);
  });

  it('are the snake_case name of the table for every camelCase one', () => {
    for (const [name, metric] of Object.entries(metricsByName)) {
      if (!/^[a-z].*[A-Z]/.test(name) || name === 'logCosh') continue;
      const own = new metric().name;
      expect(metricsByName, name).toHaveProperty(own, metric);
    }
  });

  it('are found by callbacks in both spellings', async () => {
    const warn = vi.spyOn(console, 'warn');
    for (const monitor of [
      'val_sparse_categorical_accuracy',
      'val_sparseCategoricalAccuracy',
      'valSparseCategoricalAccuracy',
    ]) {
      const model = network();
      model.compile({
        optimizer: new SGD({ learningRate: 0 }),
        loss: 'sparseCategoricalCrossentropy',
        metrics: ['sparseCategoricalAccuracy'],
      });
      const callbacks = [new EarlyStopping({ monitor }), new ReduceLROnPlateau({ monitor, patience: 1 })];
      const { epoch } = await model.fit(x, labels, { ...quiet, epochs: 9, validationSplit: 0.2, callbacks });
      expect(epoch).toEqual([0, 1]);
    }
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('names that objects have by themselves', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

  it('serve for metrics', async () => {
    const model = network();
    model.compile({
      optimizer: 'sgd',
      loss: 'categoricalCrossentropy',
      metrics: names.map((name) => new metrics.MeanSquaredError({ name })),
    });
    const stopping = new EarlyStopping({ monitor: '__proto__', patience: 5 });
    const { history } = await model.fit(x, y, {
      ...quiet,
      epochs: 2,
      validationData: [x, y],
      callbacks: stopping,
    });
    const keys = ['loss', ...names];
    expect(Object.keys(history)).toEqual([...keys, ...keys.map((key) => `val_${key}`)]);
    for (const key of Object.keys(history)) expect(history[key]).toHaveLength(2);
    const logs = await model.evaluate(x, y, quiet);
    expect(Object.keys(logs)).toEqual(keys);
    expect(Object.values(logs).every(Number.isFinite)).toBe(true);
    expect(stopping.best).toBeTypeOf('number');
  });

  it('are no keys of the logs where nobody gave them', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const model = network();
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    const stopping = new EarlyStopping({ monitor: 'constructor', mode: 'min' });
    await model.fit(x, y, { ...quiet, callbacks: stopping });
    expect(warn).toHaveBeenCalledOnce();
    expect(stopping.best).toBeUndefined();
  });

  it('serve for inputs, outputs and layers', async () => {
    const inputs = names.map((name) => Input({ shape: [2], name: `${name}_in` }));
    const outputs = inputs.map((input, index) => new Dense(3, { name: names[index] as string }).apply(input));
    const model = new Model({ inputs, outputs });
    const each = <T>(value: T): Record<string, T> => Object.fromEntries(names.map((name) => [name, value]));
    model.compile({ optimizer: 'sgd', loss: each('mse' as const), metrics: each(['mae'] as const) });
    const xs = Object.fromEntries(model.inputNames.map((name) => [name, x]));
    const { history } = await model.fit(xs, each(y), quiet);
    expect(Object.keys(history)).toEqual([
      'loss',
      ...names.map((name) => `${name}_loss`),
      ...names.map((name) => `${name}_mae`),
    ]);
    // A plain object has a constructor, but nobody gave it as targets.
    const others = Object.fromEntries(Object.entries(each(y)).filter(([name]) => name !== 'constructor'));
    await expect(model.fit(xs, others, quiet)).rejects.toThrow("an array for 'constructor'");
    for (const name of names) expect(model.getLayer(name).name).toBe(name);
  });
});
