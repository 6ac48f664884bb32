/**
 * Keras's MNIST convnet (keras.io/examples/vision/mnist_convnet), layer by layer.
 *
 *   OXIGRAD_MNIST=<folder with the four IDX files> node scripts/run-example.mjs mnist-convnet
 *
 * The folder may hold other data of that form, such as Fashion-MNIST; without it the digits are
 * downloaded once. EPOCHS (default 3) and SAMPLES (default all 60000) make it shorter; three epochs on
 * everything reach 98.5 % and more.
 */

import {
  Adam,
  Conv2D,
  Dense,
  Dropout,
  Flatten,
  MaxPooling2D,
  reshape,
  Sequential,
  setRandomSeed,
  slice,
  type Tensor,
} from 'oxigrad';
import { mnist } from 'oxigrad/datasets';

const EPOCHS = Number(process.env['EPOCHS'] ?? 3);
const SAMPLES = Number(process.env['SAMPLES'] ?? 60000);

setRandomSeed(7);
const folder = process.env['OXIGRAD_MNIST'];
const { train, test } = await mnist(folder === undefined ? {} : { path: folder, checksums: false });

/** The first images, (count, 28, 28, 1). */
function imagesOf(rows: Tensor, count: number): Tensor {
  return reshape(slice(rows, [0, 0], [count, 784]), [count, 28, 28, 1]);
}

const count = Math.min(SAMPLES, train.x.shape[0] ?? 0);
const testCount = Math.min(SAMPLES, test.x.shape[0] ?? 0);
const model = new Sequential([
  new Conv2D(32, 3, { activation: 'relu', inputShape: [28, 28, 1] }),
  new MaxPooling2D({ poolSize: 2 }),
  new Conv2D(64, 3, { activation: 'relu' }),
  new MaxPooling2D({ poolSize: 2 }),
  new Flatten(),
  new Dropout(0.5),
  new Dense(10, { activation: 'softmax' }),
]);
model.compile({
  optimizer: new Adam({ learningRate: 1e-3 }),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
model.summary();

const started = performance.now();
await model.fit(imagesOf(train.x, count), slice(train.y, [0, 0], [count, 10]), {
  batchSize: 128,
  epochs: EPOCHS,
});
const seconds = (performance.now() - started) / 1000;
const { accuracy = 0 } = await model.evaluate(
  imagesOf(test.x, testCount),
  slice(test.y, [0, 0], [testCount, 10]),
  { verbose: 0 },
);
console.log(`test accuracy ${accuracy.toFixed(4)} after ${EPOCHS} epochs in ${seconds.toFixed(1)} s`);
if (EPOCHS >= 3 && count === 60000 && accuracy < 0.985) process.exitCode = 1;
