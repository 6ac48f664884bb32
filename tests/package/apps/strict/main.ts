// A user's own training loop, compiled with every strict option of TypeScript. Prints the first and last loss.
import {
  Adam,
  add,
  compile,
  Dense,
  mean,
  Sequential,
  setRandomSeed,
  square,
  subtract,
  type Tensor,
  valueAndGradients,
} from 'oxigrad';
import { digits } from 'oxigrad/datasets';

setRandomSeed(7);
const { train, test } = await digits();
const model = new Sequential([
  new Dense(32, { activation: 'relu', inputShape: [64] }),
  new Dense(10, { activation: 'softmax' }),
]);
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
const history = await model.fit(train.x, train.y, {
  batchSize: 32,
  epochs: 8,
  verbose: 0,
  validationSplit: 0.1,
});
const losses: readonly number[] = history.history['loss'] ?? [];
const { accuracy } = await model.evaluate(test.x, test.y, { verbose: 0 });

const optimizer = new Adam({ learningRate: 1e-3 });
const step = compile((x: Tensor, y: Tensor): Tensor => {
  const { value, gradients } = valueAndGradients(
    () => mean(square(subtract(model.call(x, { training: true }), y))),
    model.trainableWeights,
  );
  optimizer.applyGradients(gradients, model.trainableWeights);
  return add(value, 0);
});
const first = step(train.x, train.y).item();
let last = first;
for (let i = 0; i < 20; i++) last = step(train.x, train.y).item();

let typo = '';
try {
  // @ts-expect-error: a typo in an activation's name is a compile error
  new Dense(4, { activation: 'rleu' });
} catch (error) {
  // And for those who do not compile, an error that knows better.
  typo = String(error);
}
if (!typo.includes("Did you mean '")) throw new Error(`a typo passed: ${typo}`);

console.log(JSON.stringify({ losses: losses.length, accuracy, first, last }));
