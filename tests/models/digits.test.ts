/** The README's program in small: a network that learns the digits. */

import { Adam, Dense, Sequential, setRandomSeed } from 'oxigrad';
import { digits } from 'oxigrad/datasets';
import { expect, it } from 'vitest';

it('learns the digits to 95 % of those it never saw', async () => {
  setRandomSeed(7);
  const { train, test } = await digits();
  const model = new Sequential([
    new Dense(64, { activation: 'relu', inputShape: [64] }),
    new Dense(10, { activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: new Adam({ learningRate: 2e-3 }),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const history = await model.fit(train.x, train.y, {
    batchSize: 32,
    epochs: 12,
    validationSplit: 0.1,
    verbose: 0,
  });
  expect(history.epoch).toHaveLength(12);
  expect(Object.keys(history.history).sort()).toEqual(['accuracy', 'loss', 'val_accuracy', 'val_loss']);
  const result = await model.evaluate(test.x, test.y, { verbose: 0 });
  expect(result['accuracy']).toBeGreaterThanOrEqual(0.95);
  const predictions = await model.predict(test.x, { verbose: 0 });
  expect(predictions.shape).toEqual([360, 10]);
});
