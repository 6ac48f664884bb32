/** Which arrays go to which outputs and samples: targets of some outputs, lists of one, what datasets bring along. */

import {
  Conv2D,
  Dataset,
  Dense,
  Input,
  LSTM,
  Model,
  OxigradError,
  ones,
  Sequential,
  SGD,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';

const quiet = { verbose: 0 } as const;
const rows = 8;
const x = tensor(
  Float32Array.from({ length: rows * 4 }, (_, index) => Math.sin(index)),
  { shape: [rows, 4] },
);
const y = tensor(
  Float32Array.from({ length: rows }, (_, index) => Math.cos(index)),
  { shape: [rows, 1] },
);
const other = ones([rows, 2]);

const optimizer = (): SGD => new SGD({ learningRate: 0.1 });
const a = (): Dense => new Dense(1, { name: 'a', kernelInitializer: 'ones' });
const b = (): Dense => new Dense(2, { name: 'b', kernelInitializer: 'ones' });

/** Two outputs, drawn. */
function drawn(): Model {
  const input = Input({ shape: [4] });
  return new Model({ inputs: input, outputs: [a().apply(input), b().apply(input)] }) as unknown as Model;
}

/** Two outputs, of a subclass. */
class Two extends Model {
  readonly a: Dense = a();
  readonly b: Dense = b();
  override call(inputs: Tensor): Tensor {
    return [this.a.apply(inputs), this.b.apply(inputs)] as unknown as Tensor;
  }
}

// Keras 3.15.1 takes every one of these for compile(loss=['mse', None]), in fit, evaluate and train_on_batch.
describe('outputs without a loss need no targets', () => {
  const forms = {
    y,
    '[y]': [y],
    '[y, null]': [y, null],
    '[y, undefined]': [y, undefined],
    '[y, other]': [y, other],
    'rows of numbers': Array.from(y.data(), (value) => [value]),
    'a typed array': y.data(),
    'a list of a typed array': [y.data()],
  } as unknown as Record<string, Tensor>;
  const named = { '{ a }': { a: y }, '{ a, b: null }': { a: y, b: null } } as unknown as typeof forms;

  async function results(model: Model, given: Tensor): Promise<unknown> {
    model.compile({ optimizer: optimizer(), loss: ['mse', null] });
    const validationData = [x, given] as const;
    const { history } = await model.fit(x, given, { ...quiet, shuffle: false, batchSize: 4, validationData });
    const evaluated = await model.evaluate(x, given, { ...quiet, batchSize: 4 });
    return [history, evaluated, model.trainOnBatch(x, given), model.testOnBatch(x, given)];
  }

  it('in any form that Keras takes', async () => {
    const alone = new Sequential([Input({ shape: [4] }), a()]);
    alone.compile({ optimizer: optimizer(), loss: 'mse' });
    const options = { ...quiet, shuffle: false, batchSize: 4, validationData: [x, y] } as const;
    const { history } = await alone.fit(x, y, options);
    const evaluated = await alone.evaluate(x, y, { ...quiet, batchSize: 4 });
    const expected = [history, evaluated, alone.trainOnBatch(x, y), alone.testOnBatch(x, y)];
    for (const [form, given] of Object.entries({ ...forms, ...named }))
      expect(await results(drawn(), given), form).toEqual(expected);
    for (const [form, given] of Object.entries(forms))
      expect(await results(new Two(), given), `${form}, subclass`).toEqual(expected);
  });

  it('whichever output that is, by position and by name, in datasets too', async () => {
    for (const loss of [[null, 'mse'], { b: 'mse' }, { a: null, b: 'mse' }] as const)
      for (const given of [other, [other], [null, other], { b: other }] as unknown as Tensor[]) {
        const model = drawn();
        model.compile({ optimizer: optimizer(), loss, metrics: { b: ['mae'] } });
        const before = model.getLayer('a').getWeights()[0]?.data();
        const { history } = await model.fit(Dataset.from([[x, given]]), quiet);
        expect(Object.keys(history)).toEqual(['loss', 'b_mae']);
        expect(model.getLayer('a').getWeights()[0]?.data()).toEqual(before);
      }
  });

  it('nor metrics, which are left out as in Keras', async () => {
    const model = drawn();
    model.compile({ optimizer: optimizer(), loss: ['mse', null], metrics: [['mae'], ['mae']] });
    expect(Object.keys((await model.fit(x, [y], quiet)).history)).toEqual(['loss', 'a_mae']);
    const both = drawn();
    both.compile({ optimizer: optimizer(), loss: ['mse', null], metrics: [['mae'], ['mae']] });
    expect(Object.keys((await both.fit(x, [y, other], quiet)).history)).toEqual(['loss', 'a_mae', 'b_mae']);
  });

  it('but those with one do', async () => {
    const model = drawn();
    model.compile({ optimizer: optimizer(), loss: ['mse', null] });
    for (const given of [[null, other], { b: other }, [y, other, y]] as unknown as Tensor[])
      await expect(model.fit(x, given, quiet)).rejects.toThrow(OxigradError);
    await expect(model.fit(x, { a: y, c: other }, quiet)).rejects.toThrow("'c'");
    await model.fit(x, y, quiet);
  });

  it('and weights go to the targets that there are', async () => {
    const weights = Float32Array.from({ length: rows }, (_, index) => index);
    const losses = [];
    for (const sampleWeight of [weights, { a: weights }, [weights, weights]])
      for (const given of [y, [y, other]]) {
        const model = drawn();
        model.compile({ optimizer: optimizer(), loss: ['mse', null] });
        losses.push((await model.fit(x, given, { ...quiet, sampleWeight, shuffle: false })).history['loss']);
      }
    for (const loss of losses) expect(loss).toEqual(losses[0]);
    // By name is by name, not in the order of the keys.
    const model = drawn();
    model.compile({ optimizer: optimizer(), loss: 'mse' });
    const zero = new Float32Array(rows);
    const { history } = await model.fit(x, [y, other], { ...quiet, sampleWeight: { b: zero, a: weights } });
    expect(history['b_loss']).toEqual([0]);
  });
});

describe('what is asked of a model', () => {
  it('does not depend on its name', async () => {
    const model = new Sequential([Input({ shape: [4] }), a()], { name: 'digits.predictor.predict' });
    model.compile({ optimizer: optimizer(), loss: 'mse', metrics: ['mae'] });
    const { history } = await model.fit(x, y, { ...quiet, validationSplit: 0.5 });
    expect(Object.keys(history)).toEqual(['loss', 'mae', 'val_loss', 'val_mae']);
    expect(Object.keys(model.trainOnBatch(x, y))).toEqual(['loss', 'mae']);
  });
});

describe('beside a dataset', () => {
  const data = Dataset.fromTensorSlices([x, y]).batch(4);
  const compiled = (): Sequential => {
    const model = new Sequential([Input({ shape: [4] }), a()]);
    model.compile({ optimizer: optimizer(), loss: 'mse' });
    return model;
  };

  it('options are heard in the place of y and behind it', async () => {
    const model = compiled() as unknown as { fit(...args: unknown[]): ReturnType<Model['fit']> };
    for (const args of [
      [{ ...quiet, epochs: 3 }],
      [undefined, { ...quiet, epochs: 3 }],
      [null, { ...quiet, epochs: 3 }],
    ])
      expect((await model.fit(data, ...args)).epoch).toHaveLength(3);
  });

  it('targets and weights are errors', async () => {
    const model = compiled() as unknown as Record<
      'fit' | 'evaluate',
      (...args: unknown[]) => Promise<unknown>
    >;
    for (const call of ['fit', 'evaluate'] as const)
      for (const args of [
        [y],
        [y, quiet],
        [[[1]], quiet],
        [{ a: y }, quiet],
        [{ ...quiet, sampleWeight: y }],
        [undefined, { ...quiet, sampleWeight: y }],
      ])
        await expect(model[call](data, ...args), call).rejects.toThrow(/beside an iterable of batches/);
    await expect(model.fit(data, { classWeight: { 0: 1 } })).rejects.toThrow(ValueError);
  });
});

describe('a list of one tensor', () => {
  it('is a batch of one where the tensor is a sample, and the data where it has rows', async () => {
    const dense = new Sequential([new Dense(1, { inputShape: [3], kernelInitializer: 'ones' })]);
    const one = await dense.predict([tensor([1, 2, 3])]);
    expect(one.toArray()).toEqual([[6]]);
    expect((await dense.predict([tensor([[1, 2, 3]])])).toArray()).toEqual([[6]]);
    expect((await dense.predict([ones([5, 3])])).shape).toEqual([5, 1]);
    const images = new Sequential([new Conv2D(1, 3, { inputShape: [4, 4, 1] })]);
    expect((await images.predict([ones([4, 4, 1])])).shape).toEqual([1, 2, 2, 1]);
    expect((await images.predict([ones([2, 4, 4, 1])])).shape).toEqual([2, 2, 2, 1]);
    const single = new Sequential([new Dense(1, { inputShape: [1] })]);
    expect((await single.predict([tensor([1, 2, 3])])).shape).toEqual([3, 1]);
  });

  it('trains on one sample as on several', () => {
    const model = new Sequential([new Dense(3, { inputShape: [2], activation: 'softmax' })]);
    model.compile({ optimizer: optimizer(), loss: 'categoricalCrossentropy' });
    const sample = [tensor([1, 2]), tensor([0, 1, 0])] as const;
    const loss = model.testOnBatch([sample[0]], [sample[1]])['loss'] as number;
    model.resetMetrics();
    const twice = model.testOnBatch([sample[0], sample[0]], [sample[1], sample[1]])['loss'] as number;
    expect(twice).toBeCloseTo(loss, 6);
  });
});

describe('predict', () => {
  it('refuses batches whose outputs have different shapes, as Keras does', async () => {
    const model = new Sequential([
      Input({ shape: [null, 2] }),
      new LSTM(3, { returnSequences: true }),
      new Dense(1),
    ]);
    const batches = (lengths: readonly number[]): Dataset<Tensor> =>
      Dataset.from(lengths.map((length) => ones([1, length, 2])));
    const run = model.predict(batches([5, 5, 3]));
    await expect(run).rejects.toThrow(ShapeError);
    await expect(run).rejects.toThrow('(1, 5, 1) in batch 0, got (1, 3, 1) in batch 2');
    expect((await model.predict(batches([5, 5]))).shape).toEqual([2, 5, 1]);
  });
});

describe('rows of numbers in a dataset', () => {
  it('are a pair of features and label where their shapes differ', async () => {
    const lines = Dataset.from(['1,2,3', '4,5,6']).map((line) => line.split(',').map(Number));
    const losses: unknown[] = [];
    for (const data of [
      lines.map(([a, b, c]) => [[a, b], [c]]),
      lines.map(([a, b, c]) => [[a, b], c]),
      lines.map((row) => [tensor(row.slice(0, 2)), tensor(row.slice(2))]),
    ] as Dataset<unknown>[]) {
      const model = new Sequential([new Dense(1, { inputShape: [2], kernelInitializer: 'ones' })]);
      model.compile({ optimizer: optimizer(), loss: 'mse' });
      losses.push((await model.fit(data.batch(2), quiet)).history['loss']);
    }
    expect(losses).toEqual([[12.5], [12.5], [12.5]].map(() => losses[0]));
    const [batch] = Dataset.fromTensorSlices([
      [
        [1, 2],
        [3, 4],
      ],
      [5, 6],
    ] as unknown as Tensor[]).batch(2);
    expect(batch).toHaveLength(2);
  });
});
