/** Training: what goes in and out, what stops it, and what is left when something goes wrong. */

import {
  Callback,
  Dataset,
  Dense,
  LambdaCallback,
  Layer,
  Sequential,
  SGD,
  StateError,
  setRandomSeed,
  type Tensor,
  TerminateOnNaN,
  type TypedArray,
  tensor,
  ValueError,
} from 'oxigrad';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BatchShape } from '../../ts/layers/keras-tensor.ts';
import { clusters, network, state } from './run.ts';

const quiet = { verbose: 0 } as const;

/** A layer that lets everything pass, and keeps what it saw. */
function spying(): { layer: Layer; seen: TypedArray[] } {
  const seen: TypedArray[] = [];
  class Spy extends Layer {
    override call(x: Tensor): Tensor {
      seen.push(x.data());
      return x;
    }
    override computeOutputShape(shape: BatchShape): BatchShape {
      return shape;
    }
  }
  return { layer: new Spy(), seen };
}

describe('fit', () => {
  it('is the same twice for one seed, shuffling and dropping out', async () => {
    const { x, y } = clusters();
    const runs = [];
    for (let run = 0; run < 2; run++) {
      const model = network();
      setRandomSeed(5);
      const { history } = await model.fit(x, y, { ...quiet, epochs: 3, batchSize: 16 });
      runs.push({ history, state: state(model) });
    }
    expect(runs[0]).toEqual(runs[1]);
  });

  it('replays to the bits of eager execution: 50 steps with dropout, shuffling and a smaller last batch', async () => {
    const { x, y } = clusters();
    const results = [];
    for (const runEagerly of [false, true]) {
      const model = network({ runEagerly });
      setRandomSeed(6);
      const { history } = await model.fit(x, y, {
        ...quiet,
        epochs: 10,
        batchSize: 20,
        validationSplit: 0.1,
      });
      results.push({ history, state: state(model), evaluated: await model.evaluate(x, y, quiet) });
    }
    expect(results[0]).toEqual(results[1]);
  });

  it('gathers short rows and long ones in the order of the shuffle', async () => {
    for (const width of [1, 3, 40]) {
      const x = tensor(
        Float32Array.from({ length: 10 * width }, (_, index) => Math.floor(index / width)),
        { shape: [10, width] },
      );
      const model = new Sequential([new Dense(1, { inputShape: [width], kernelInitializer: 'ones' })]);
      const { layer, seen } = spying();
      model.add(layer);
      model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'meanSquaredError', runEagerly: true });
      await model.fit(x, new Float32Array(10), { ...quiet, batchSize: 4 });
      const rows = seen.flatMap((batch) => [...batch]).map((sum) => sum / width);
      expect(rows).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(rows.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it('predicts a batch on its own, in a loop and with somebody watching to the same bits', async () => {
    const { x } = clusters(40);
    const model = network();
    const alone = (await model.predict(x, { ...quiet, batchSize: 40 })).data();
    const batches: number[] = [];
    class Watching extends Callback {
      override onPredictBatchEnd(batch: number): void {
        batches.push(batch);
      }
    }
    expect((await model.predict(x, { ...quiet, batchSize: 16 })).data()).toEqual(alone);
    expect((await model.predict(x, { ...quiet, batchSize: 40, callbacks: [new Watching()] })).data()).toEqual(
      alone,
    );
    expect(model.predictOnBatch(x).data()).toEqual(alone);
    expect(batches).toEqual([0]);
    const first = (await model.predict(x, { ...quiet, batchSize: 16, steps: 1 })).data();
    expect(first).toEqual(alone.slice(0, 16 * 3));
  });

  it('takes nested arrays, typed arrays, tensors and batches alike', async () => {
    const { x, y } = clusters(40);
    const flatX = x.data() as Float32Array;
    const flatY = y.data() as Float32Array;
    const batches = Array.from({ length: 4 }, (_, batch) => [
      tensor(flatX.slice(batch * 20, batch * 20 + 20), { shape: [10, 2] }),
      tensor(flatY.slice(batch * 30, batch * 30 + 30), { shape: [10, 3] }),
    ]);
    const nested = (data: Float32Array, size: number): number[][] =>
      Array.from({ length: 40 }, (_, row) => [...data.subarray(row * size, row * size + size)]);
    const options = { ...quiet, epochs: 2, batchSize: 10, shuffle: false };
    const runs = [
      (model: Sequential) => model.fit(x, y, options),
      (model: Sequential) => model.fit(nested(flatX, 2), nested(flatY, 3), options),
      (model: Sequential) => model.fit(flatX, y, options),
      (model: Sequential) =>
        model.fit(
          nested(flatX, 2).map((row) => Float32Array.from(row)),
          y,
          options,
        ),
      (model: Sequential) => model.fit(Dataset.from(batches), { ...quiet, epochs: 2 }),
      (model: Sequential) => model.fit(Dataset.fromTensorSlices([x, y]).batch(10), { ...quiet, epochs: 2 }),
      (model: Sequential) =>
        model.fit(
          {
            async *[Symbol.asyncIterator]() {
              yield* batches;
            },
          },
          { ...quiet, epochs: 2 },
        ),
    ];
    const states = [];
    for (const run of runs) {
      const model = network();
      await run(model);
      states.push(state(model));
    }
    for (const other of states) expect(other).toEqual(states[0]);
  });

  it('divides a pass that ends between steps as Keras does, over an iterable too', async () => {
    const { x, y } = clusters(50);
    const counts: number[][] = [[], []];
    const count = (into: number[]): LambdaCallback =>
      new LambdaCallback({
        onEpochBegin: () => void into.push(0),
        onTrainBatchEnd: () => void into.push((into.pop() ?? 0) + 1),
      });
    const options = { ...quiet, epochs: 4, stepsPerEpoch: 2 };
    await network().fit(x, y, { ...options, batchSize: 10, callbacks: [count(counts[0] as number[])] });
    await network().fit(Dataset.fromTensorSlices([x, y]).batch(10), {
      ...options,
      callbacks: [count(counts[1] as number[])],
    });
    expect(counts).toEqual([
      [2, 2, 1, 2],
      [2, 2, 1, 2],
    ]);
  });

  it('validates on the first steps of the data after every epoch, of arrays and of datasets', async () => {
    const { x, y } = clusters(50);
    const model = network();
    model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'categoricalCrossentropy' });
    const options = { ...quiet, epochs: 3, batchSize: 50, validationSteps: 2, validationBatchSize: 10 };
    const arrays = await model.fit(x, y, { ...options, validationData: [x, y] });
    const validationData = Dataset.fromTensorSlices([x, y]).batch(10);
    const batches = await model.fit(x, y, { ...options, validationData });
    for (const { history } of [arrays, batches]) expect(new Set(history['val_loss']).size).toBe(1);
    expect(batches.history['val_loss']).toEqual(arrays.history['val_loss']);
  });

  it('reads logs of batches only when they are looked at, as means of the epoch so far', async () => {
    const { x, y } = clusters();
    const losses: number[] = [];
    const model = network({ rate: 0 });
    const { history } = await model.fit(x, y, {
      ...quiet,
      batchSize: 30,
      callbacks: [
        new LambdaCallback({ onTrainBatchEnd: (_, logs) => void losses.push(logs?.['loss'] ?? -1) }),
      ],
    });
    expect(losses).toHaveLength(3);
    expect(losses[2]).toBe(history['loss']?.[0]);
    expect(losses[0]).not.toBe(losses[2]);
  });

  it('calls hooks in the order of Keras', async () => {
    const { x, y } = clusters(20);
    const calls: string[] = [];
    class Recorder extends Callback {}
    const hooks = [
      'onTrainBegin',
      'onTrainEnd',
      'onEpochBegin',
      'onEpochEnd',
      'onTrainBatchBegin',
      'onTrainBatchEnd',
      'onTestBegin',
      'onTestEnd',
      'onTestBatchBegin',
      'onTestBatchEnd',
    ] as const;
    const recorder = new Recorder();
    for (const hook of hooks) Object.defineProperty(recorder, hook, { value: () => void calls.push(hook) });
    await network().fit(x, y, {
      ...quiet,
      batchSize: 10,
      validationData: [x, y],
      validationBatchSize: 20,
      callbacks: [recorder],
    });
    expect(calls).toEqual([
      'onTrainBegin',
      'onEpochBegin',
      'onTrainBatchBegin',
      'onTrainBatchEnd',
      'onTrainBatchBegin',
      'onTrainBatchEnd',
      'onTestBegin',
      'onTestBatchBegin',
      'onTestBatchEnd',
      'onTestEnd',
      'onEpochEnd',
      'onTrainEnd',
    ]);
  });

  it('waits for hooks of epochs that return promises', async () => {
    const { x, y } = clusters(20);
    const order: string[] = [];
    const wait = async (name: string): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(name);
    };
    await network().fit(x, y, {
      ...quiet,
      callbacks: [
        new LambdaCallback({
          onTrainBegin: () => wait('begin'),
          onEpochEnd: () => wait('epoch'),
          onTrainEnd: () => wait('end'),
        }),
      ],
    });
    expect(order).toEqual(['begin', 'epoch', 'end']);
  });

  it('stops after the step in which stopTraining is set', async () => {
    const { x, y } = clusters();
    const model = network();
    let steps = 0;
    const stop = new LambdaCallback({
      onTrainBatchEnd: () => {
        if (++steps === 4) model.stopTraining = true;
      },
    });
    const history = await model.fit(x, y, { ...quiet, batchSize: 30, epochs: 10, callbacks: [stop] });
    expect(steps).toBe(4);
    expect(history.epoch).toEqual([0, 1]);
  });

  it('gives way to the event loop while it trains', async () => {
    const { x, y } = clusters(3000);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await network({ runEagerly: true }).fit(x, y, { ...quiet, batchSize: 10, epochs: 2 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it('ends when the loss is no number any more, with TerminateOnNaN', async () => {
    const log = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { x, y } = clusters();
    const bad = x.data();
    bad[70] = Number.NaN;
    const history = await network().fit(bad, y, {
      ...quiet,
      batchSize: 30,
      epochs: 5,
      shuffle: false,
      callbacks: [new TerminateOnNaN()],
    });
    log.mockRestore();
    expect(history.epoch).toEqual([0]);
    expect(history.history['loss']?.[0]).toBeNaN();
  });

  it('writes one plain line an epoch where there is no terminal', async () => {
    const { x, y } = clusters(20);
    const lines: string[] = [];
    const log = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
    try {
      await network().fit(x, y, { epochs: 2, validationSplit: 0.5 });
    } finally {
      log.mockRestore();
    }
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^Epoch 2\/2 {2}1\/1 .*loss: .*accuracy: .*val_loss: .*val_accuracy: /);
  });
});

describe('a model that is training', () => {
  it('refuses a second fit, compile and steps, and finishes the first', async () => {
    const { x, y } = clusters();
    const model = network();
    const first = model.fit(x, y, { ...quiet, epochs: 3 });
    expect(() => model.trainOnBatch(x, y)).toThrow(StateError);
    expect(() => model.compile({ optimizer: 'sgd', loss: 'mse' })).toThrow(StateError);
    const others = [model.fit(x, y, quiet), model.evaluate(x, y, quiet)];
    for (const other of others) await expect(other).rejects.toThrow(StateError);
    const history = await first;
    expect(history.epoch).toEqual([0, 1, 2]);
    await model.fit(x, y, quiet);
  });

  it('may be evaluated in a hook of an epoch', async () => {
    const { x, y } = clusters();
    const model = network();
    const results: number[] = [];
    const callback = new LambdaCallback({
      onEpochEnd: async () => {
        results.push((await model.evaluate(x, y, quiet))['loss'] ?? Number.NaN);
      },
    });
    const { history } = await model.fit(x, y, {
      ...quiet,
      epochs: 2,
      validationData: [x, y],
      callbacks: [callback],
    });
    expect(results).toEqual(history['val_loss']);
  });
});

describe('when something goes wrong', () => {
  it('an error in a hook leaves the weights of the last finished step, and the model usable', async () => {
    const { x, y } = clusters();
    const model = network();
    const snapshots: Uint8Array[][] = [];
    let steps = 0;
    const failing = new LambdaCallback({
      onTrainBatchEnd: () => {
        snapshots.push(state(model));
        if (++steps === 5) throw new Error('mine');
      },
    });
    await expect(
      model.fit(x, y, { ...quiet, batchSize: 30, epochs: 5, callbacks: [failing] }),
    ).rejects.toThrow('mine');
    expect(state(model)).toEqual(snapshots[4]);
    expect(state(model)).not.toEqual(snapshots[3]);
    const { epoch } = await model.fit(x, y, quiet);
    expect(epoch).toEqual([0]);
  });

  it('an aborted signal ends it after the step under way, with the reason of the signal', async () => {
    const { x, y } = clusters();
    const model = network();
    const controller = new AbortController();
    let after: Uint8Array[] = [];
    let steps = 0;
    const aborting = new LambdaCallback({
      onTrainBatchEnd: () => {
        if (++steps === 2) {
          after = state(model);
          controller.abort(new Error('enough'));
        }
      },
    });
    await expect(
      model.fit(x, y, {
        ...quiet,
        batchSize: 30,
        epochs: 5,
        callbacks: [aborting],
        signal: controller.signal,
      }),
    ).rejects.toThrow('enough');
    expect(steps).toBe(2);
    expect(state(model)).toEqual(after);
    const before = state(model);
    await expect(model.fit(x, y, { ...quiet, signal: controller.signal })).rejects.toThrow('enough');
    expect(state(model)).toEqual(before);
    await model.fit(x, y, quiet);
  });

  it('an iterable that fails half way leaves the model usable', async () => {
    const { x, y } = clusters(10);
    const model = network();
    let closed = false;
    function* batches(): Generator<unknown> {
      try {
        yield [x, y];
        throw new Error('disk');
      } finally {
        closed = true;
      }
    }
    await expect(model.fit(batches(), quiet)).rejects.toThrow('disk');
    expect(closed).toBe(true);
    await model.fit(x, y, quiet);
  });

  it('a generator that is spent is named', async () => {
    const { x, y } = clusters(10);
    function* batches(): Generator<unknown> {
      yield [x, y];
    }
    await expect(network().fit(batches(), { ...quiet, epochs: 2 })).rejects.toThrow(/read only once/);
  });
});

describe('bad input', () => {
  const { x, y, labels } = clusters(30);
  let model: Sequential;
  let before: Uint8Array[];
  beforeEach(() => {
    model = network();
    model.trainOnBatch(x, y);
    before = state(model);
  });

  const wrongs: [string, RegExp, (model: Sequential) => Promise<unknown>][] = [
    ['a wrong number of features', /\(None, 2\).*\(None, 3\)/, (m) => m.fit([[1, 2, 3]], [[1, 0, 0]], quiet)],
    [
      'samples without their axis',
      /one sample/,
      (m) =>
        m.fit(
          tensor([1, 2]),
          [
            [1, 0, 0],
            [1, 0, 0],
          ],
          quiet,
        ),
    ],
    ['ragged rows', /Ragged/, (m) => m.fit([[1, 2], [3]], y, quiet)],
    ['other numbers of rows', /same number of rows/, (m) => m.fit(x, tensor([[1, 0, 0]]), quiet)],
    [
      'no rows',
      /at least one sample/,
      (m) => m.fit(tensor([], { shape: [0, 2] }), tensor([], { shape: [0, 3] }), quiet),
    ],
    [
      'targets of another shape',
      /shape/,
      (m) => m.fit(x, tensor(new Float32Array(60), { shape: [30, 2] }), quiet),
    ],
    ['no targets', /y/, (m) => m.fit(x, undefined, quiet)],
    [
      'batchSize 0',
      /batchSize to be a whole number ≥ 1, got 0/,
      (m) => m.fit(x, y, { ...quiet, batchSize: 0 }),
    ],
    ['half a batch', /got 2\.5/, (m) => m.fit(x, y, { ...quiet, batchSize: 2.5 })],
    ['NaN epochs', /epochs/, (m) => m.fit(x, y, { ...quiet, epochs: Number.NaN })],
    ['a validationSplit of 1', /validationSplit/, (m) => m.fit(x, y, { ...quiet, validationSplit: 1 })],
    [
      'a validationSplit that leaves nothing',
      /both sides/,
      (m) => m.fit(x, y, { ...quiet, validationSplit: 0.999 }),
    ],
    [
      'NaN as a weight',
      /NaN at position 1/,
      (m) =>
        m.fit(x, y, {
          ...quiet,
          sampleWeight: Float32Array.from(labels, (_, i) => (i === 1 ? Number.NaN : 1)),
        }),
    ],
    ['too few weights', /same number of rows/, (m) => m.fit(x, y, { ...quiet, sampleWeight: [1, 2] })],
    [
      'an infinite class weight',
      /Infinity/,
      (m) => m.fit(x, y, { ...quiet, classWeight: { 0: Number.POSITIVE_INFINITY } }),
    ],
    [
      'both kinds of weights',
      /both/,
      (m) => m.fit(x, y, { ...quiet, classWeight: { 0: 1 }, sampleWeight: new Float32Array(30) }),
    ],
    ['inputs of other names', /'a', 'b'/, (m) => m.fit({ a: x, b: x }, y, quiet)],
    [
      'validation data of another shape',
      /\(None, 2\)/,
      (m) => m.fit(x, y, { ...quiet, validationData: [[[1, 2, 3]], [[1, 0, 0]]] }),
    ],
    [
      'a callback that is a function',
      /LambdaCallback/,
      (m) => m.fit(x, y, { ...quiet, callbacks: [(() => {}) as unknown as Callback] }),
    ],
    [
      'a disposed tensor',
      /disposed/,
      (m) => {
        const gone = tensor([[1, 2]]);
        gone.dispose();
        return m.fit(gone, [[1, 0, 0]], quiet);
      },
    ],
    ['evaluate of a wrong shape', /\(None, 2\)/, (m) => m.evaluate([[1, 2, 3]], [[1, 0, 0]], quiet)],
    ['predict of a wrong shape', /\(None, 2\)/, (m) => m.predict([[1, 2, 3]])],
  ];
  it.each(wrongs)('%s: a typed error, and nothing has changed', async (_, text, run) => {
    const error = await run(model).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error).toBeInstanceOf(Error);
    expect(error?.name).toMatch(/^(Shape|Value|DType|State)Error$/);
    expect(error?.message).toMatch(text);
    expect(state(model)).toEqual(before);
    await model.fit(x, y, quiet);
  });

  it('labels out of range: an error that names the row, before anything has changed', async () => {
    const sparse = new Sequential([new Dense(3, { activation: 'softmax', inputShape: [2] })]);
    sparse.compile({ optimizer: new SGD({ momentum: 0.9 }), loss: 'sparseCategoricalCrossentropy' });
    sparse.trainOnBatch(x, labels);
    const earlier = state(sparse);
    const wrong = labels.slice();
    wrong[7] = 3;
    await expect(sparse.fit(x, wrong, { ...quiet, shuffle: false, batchSize: 30 })).rejects.toThrow(/3/);
    expect(state(sparse)).toEqual(earlier);
    await sparse.fit(x, labels, quiet);
  });

  it('unknown names: an error of compile that suggests, and the compiled state stays', () => {
    for (const options of [
      { loss: 'meanSquareError' },
      { loss: 'mse', metrics: ['acuracy'] },
      { loss: 'mse', optimizer: 'adamm' },
      { loss: 'mse', weightedMetrics: ['mee'] },
    ])
      expect(() => model.compile(options as object)).toThrow(ValueError);
    expect(() => new Dense(3, { activation: 'rellu' as 'relu' })).toThrow(/relu/);
    model.trainOnBatch(x, y);
  });

  it('a model that is not compiled says so', async () => {
    const raw = new Sequential([new Dense(3, { inputShape: [2] })]);
    await expect(raw.fit(x, y, quiet)).rejects.toThrow(/compile/);
    expect((await raw.predict(x)).shape).toEqual([30, 3]);
  });
});
