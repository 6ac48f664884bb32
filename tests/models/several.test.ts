/** Models of several inputs and outputs: fit, evaluate, predict. */

import { Dense, Input, Model, setRandomSeed } from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { clusters } from './run.ts';

const quiet = { verbose: 0 } as const;

describe('several inputs and outputs', () => {
  function twoHeads(): Model<ReturnType<typeof Input>[]> {
    setRandomSeed(3);
    const a = Input({ shape: [2], name: 'a' });
    const b = Input({ shape: [2], name: 'b' });
    const hidden = new Dense(8, { activation: 'relu', name: 'hidden' }).apply(a);
    const category = new Dense(3, { activation: 'softmax', name: 'category' }).apply(hidden);
    const value = new Dense(1, { name: 'value' }).apply(b);
    return new Model({ inputs: [a, b], outputs: [category, value] });
  }

  it('train by position and by name alike, with logs named by output', async () => {
    const { x, y, labels } = clusters(30);
    const target = Float32Array.from(labels);
    const results = [];
    for (const named of [false, true]) {
      const model = twoHeads();
      model.compile({
        optimizer: 'sgd',
        loss: named
          ? { category: 'categoricalCrossentropy', value: 'mse' }
          : ['categoricalCrossentropy', 'mse'],
        lossWeights: named ? { category: 1, value: 0.5 } : [1, 0.5],
        metrics: named ? { category: ['accuracy'], value: ['mae'] } : [['accuracy'], ['mae']],
      });
      const { history } = await model.fit(
        named ? { b: x, a: x } : [x, x],
        named ? { value: target, category: y } : [y, target],
        { ...quiet, epochs: 2, shuffle: false },
      );
      expect(Object.keys(history)).toEqual([
        'loss',
        'category_loss',
        'value_loss',
        'category_accuracy',
        'value_mae',
      ]);
      const [loss = 0, first = 0, second = 0] = ['loss', 'category_loss', 'value_loss'].map(
        (key) => history[key]?.[0] ?? 0,
      );
      expect(loss).toBeCloseTo(first + second / 2, 5);
      const predictions = await model.predict([x, x]);
      expect(predictions.map(({ shape }) => shape)).toEqual([
        [30, 3],
        [30, 1],
      ]);
      results.push(history);
    }
    expect(results[0]).toEqual(results[1]);
  });
});
