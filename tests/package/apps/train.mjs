// XOR and the digits, in plain JavaScript. Prints both accuracies as JSON.
import { Adam, Dense, Sequential, setRandomSeed } from 'oxigrad';
import { digits } from 'oxigrad/datasets';

setRandomSeed(7);
const inputs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const outputs = [[0], [1], [1], [0]];
const xor = new Sequential([
  new Dense(16, { activation: 'tanh', inputShape: [2] }),
  new Dense(1, { activation: 'sigmoid' }),
]);
xor.compile({
  optimizer: new Adam({ learningRate: 0.05 }),
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
});
await xor.fit(inputs, outputs, { batchSize: 4, epochs: 200, verbose: 0 });

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
await model.fit(train.x, train.y, { batchSize: 32, epochs: 12, verbose: 0 });

const [xorResult, digitsResult] = [
  await xor.evaluate(inputs, outputs, { verbose: 0 }),
  await model.evaluate(test.x, test.y, { verbose: 0 }),
];
console.log(JSON.stringify({ xor: xorResult.accuracy, digits: digitsResult.accuracy }));
