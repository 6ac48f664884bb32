/** The main job of the README: trains an MLP on the embedded digits, evaluates it, and shows what it predicts. */

import { Adam, Dense, Sequential, setRandomSeed } from 'oxigrad';
import { digits } from 'oxigrad/datasets';
import { beside, drawDigit, plotTerminal } from 'oxigrad/plot';

setRandomSeed(1);
const { train, test } = await digits();
const model = new Sequential([
  new Dense(128, { activation: 'relu', inputShape: [64] }),
  new Dense(10, { activation: 'softmax' }),
]);
model.compile({
  optimizer: new Adam({ learningRate: 1e-3 }),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
model.summary();

const started = performance.now();
const history = await model.fit(train.x, train.y, { batchSize: 32, epochs: 20, validationSplit: 0.1 });
const seconds = (performance.now() - started) / 1000;
const { loss = Number.NaN, accuracy = Number.NaN } = await model.evaluate(test.x, test.y, { verbose: 0 });

const { accuracy: training = [], val_accuracy: validation = [] } = history.history;
console.log(
  `\n${plotTerminal({ accuracy: training, val_accuracy: validation }, { title: 'Accuracy by epoch' })}\n`,
);

const SHOWN = 6;
const pixels = test.x.data();
const labels = test.labels.data();
const predictions = (await model.predict(test.x, { verbose: 0 })).data();
const pictures = Array.from({ length: SHOWN }, (_, sample) => {
  const scores = predictions.subarray(sample * 10, sample * 10 + 10);
  const predicted = scores.indexOf(Math.max(...scores));
  return `${drawDigit(pixels.subarray(sample * 64, sample * 64 + 64), 8, 8)}\nlabel ${labels[sample]}, saw ${predicted}`;
});
console.log(`${beside(pictures, 3)}\n`);

console.log(
  `test accuracy: ${accuracy.toFixed(4)} (loss ${loss.toFixed(4)}) on ${test.x.shape[0]} digits never trained on`,
);
console.log(`training time: ${seconds.toFixed(2)} s for 20 epochs`);
console.log(`parameters:    ${model.countParams()}`);
console.log(`size:          ${(model.saveWeights().byteLength / 1024).toFixed(1)} KB of weights`);
