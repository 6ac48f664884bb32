// The smallest MLP app: the lean entries, which take instances and functions and know no names.
import { relu, softmax } from 'oxigrad/activations';
import { Dense } from 'oxigrad/layers';
import { CategoricalCrossentropy } from 'oxigrad/losses';
import { CategoricalAccuracy } from 'oxigrad/metrics';
import { Sequential } from 'oxigrad/models';
import { Adam } from 'oxigrad/optimizers';

const x = Array.from({ length: 300 }, (_, i) => [Math.sin(i) + (i % 3) * 4, Math.cos(i) - (i % 3) * 4]);
const y = Array.from({ length: 300 }, (_, i) => [0, 1, 2].map((label) => (label === i % 3 ? 1 : 0)));
const model = new Sequential([
  new Dense(32, { activation: relu, inputShape: [2] }),
  new Dense(3, { activation: softmax }),
]);
model.compile({
  optimizer: new Adam({ learningRate: 0.01 }),
  loss: new CategoricalCrossentropy(),
  metrics: [new CategoricalAccuracy({ name: 'accuracy' })],
});
await model.fit(x, y, { batchSize: 32, epochs: 10, verbose: 0 });
console.log(JSON.stringify(await model.evaluate(x, y, { verbose: 0 })));
