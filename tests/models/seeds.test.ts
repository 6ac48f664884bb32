/** Everything unseeded follows from the global seed, however the clock mixes loops that run at once. */

import {
  add,
  Dataset,
  Dense,
  Dropout,
  dropout,
  LambdaCallback,
  Layer,
  normal,
  Sequential,
  SGD,
  setRandomSeed,
  shuffle,
  type Tensor,
  trainTestSplit,
  uniform,
} from 'oxigrad';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BatchShape } from '../../ts/layers/keras-tensor.ts';
import { clusters, state } from './run.ts';

const quiet = { verbose: 0 } as const;
const { x, y } = clusters();

/** Noise from the generator that nobody seeded, in training and after. */
class Noise extends Layer {
  override call(inputs: Tensor): Tensor {
    return add(dropout(inputs, 0.2), normal(inputs.shape, { stddev: 0.1 }));
  }
}

function noisy(options: { inputShape?: number[] } = {}): Sequential {
  const model = new Sequential([
    new Dense(6, { activation: 'tanh', ...options }),
    new Dropout(0.3),
    new Noise(),
    new Dense(3, { activation: 'softmax' }),
  ]);
  model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: 'categoricalCrossentropy' });
  return model;
}

const waitAMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 3));

describe('runs of one seed are the same where loops run at once', () => {
  beforeEach(() => {
    // The clock decides when a loop gives way: here after steps that differ from run to run.
    let time = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      time += Math.random() * 20;
      return time;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const twice = async (run: () => Promise<unknown>): Promise<void> => {
    const results = [];
    for (let count = 0; count < 4; count++) {
      setRandomSeed(7);
      results.push(await run());
    }
    for (const result of results) expect(result).toEqual(results[0]);
  };

  it('on arrays', async () => {
    await twice(async () => {
      const models = [noisy({ inputShape: [2] }), noisy({ inputShape: [2] })] as const;
      const histories = await Promise.all(
        models.map((model) => model.fit(x, y, { ...quiet, epochs: 4, batchSize: 8, validationSplit: 0.2 })),
      );
      return [histories.map(({ history }) => history), models.map(state), uniform([3]).toArray()];
    });
  });

  it('on one dataset that shuffles and adds noise, models that are built on the way included', async () => {
    await twice(async () => {
      const data = Dataset.fromTensorSlices([x, y])
        .shuffle(90)
        .map(([a, b]) => [add(a, normal(a.shape, { stddev: 0.01 })), b] as const)
        .batch(8);
      const late = data.map(async (batch) => {
        await waitAMoment();
        return batch;
      });
      const models = [noisy(), noisy(), noisy()] as const;
      await Promise.all([
        models[0].fit(data, { ...quiet, epochs: 3 }),
        models[1].fit(late.prefetch(2), { ...quiet, epochs: 2 }),
        models[2].fit(late, { ...quiet, epochs: 2 }),
      ]);
      return models.map(state);
    });
  });

  it('where one predicts, another is evaluated and callbacks draw', async () => {
    await twice(async () => {
      const models = [noisy({ inputShape: [2] }), noisy({ inputShape: [2] })] as const;
      const drawn: unknown[] = [];
      const callbacks = new LambdaCallback({
        onTrainBatchEnd: (batch) => void drawn.push([batch, uniform([1]).item()]),
      });
      const [, first, second, loss] = await Promise.all([
        models[0].fit(x, y, { ...quiet, epochs: 3, batchSize: 8, callbacks }),
        models[1].predict(x, { ...quiet, batchSize: 8 }),
        models[1].predict(x, { ...quiet, batchSize: 16 }),
        models[1].evaluate(x, y, { ...quiet, batchSize: 8 }),
      ]);
      return [drawn, first.toArray(), second.toArray(), loss, state(models[0])];
    });
  });
});

describe('the global seed', () => {
  it('reaches what shuffles and splits without a seed', () => {
    const run = (): unknown => {
      setRandomSeed(3);
      const data = Dataset.from([...Array(20).keys()]).shuffle(20);
      const split = trainTestSplit([x], { testSize: 0.5 });
      return [[...data], [...data], shuffle([y])[0].toArray(), split.test[0].toArray()];
    };
    const first = run();
    expect(run()).toEqual(first);
    setRandomSeed(4);
    expect([...Dataset.from([...Array(20).keys()]).shuffle(20)]).not.toEqual((first as number[][])[0]);
  });

  it('gives every fit, and every epoch of one, another order', async () => {
    const orders: string[] = [];
    const model = new Sequential([new Dense(1, { inputShape: [1], kernelInitializer: 'ones' })]);
    let seen: number[] = [];
    class Spy extends Layer {
      override call(inputs: Tensor): Tensor {
        seen.push(...inputs.data());
        return inputs;
      }
      override computeOutputShape(shape: BatchShape): BatchShape {
        return shape;
      }
    }
    model.add(new Spy());
    model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mse', runEagerly: true });
    const rows = Array.from({ length: 30 }, (_, row) => [row]);
    const callbacks = new LambdaCallback({
      onEpochBegin: () => {
        seen = [];
      },
      onEpochEnd: () => void orders.push(seen.join()),
    });
    for (let fit = 0; fit < 2; fit++)
      await model.fit(rows, rows, { ...quiet, epochs: 2, batchSize: 30, callbacks });
    expect(new Set(orders).size).toBe(4);
  });

  it('set in a callback counts for what is drawn there and afterwards', async () => {
    const model = noisy({ inputShape: [2] });
    const drawn: unknown[] = [];
    const callbacks = new LambdaCallback({
      onEpochBegin: () => {
        setRandomSeed(5);
        drawn.push(uniform([2]).toArray());
      },
    });
    await model.fit(x, y, { ...quiet, epochs: 2, callbacks });
    setRandomSeed(5);
    expect(drawn).toEqual([uniform([2]).toArray(), drawn[0]]);
  });
});
