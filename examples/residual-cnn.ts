/**
 * A small residual network on the embedded digits: it needs no download.
 *
 *   node scripts/run-example.mjs residual-cnn
 *
 * EPOCHS (default 15) and SAMPLES (default all 1437) make it shorter. Blocks as in "Deep residual learning for image
 * recognition" (He et al., 2015): two convolutions, and the input added to what they say.
 */

import {
  Activation,
  Adam,
  Add,
  BatchNormalization,
  Conv2D,
  CosineDecay,
  Dense,
  GlobalAveragePooling2D,
  Input,
  type KerasTensor,
  Model,
  Reshape,
  setRandomSeed,
  slice,
} from 'oxigrad';
import { digits } from 'oxigrad/datasets';
import { beside, drawDigit } from 'oxigrad/plot';

const EPOCHS = Number(process.env['EPOCHS'] ?? 15);
const SAMPLES = Number(process.env['SAMPLES'] ?? 1437);
const BATCH_SIZE = 32;

setRandomSeed(7);
const { train, test } = await digits();
const count = Math.min(SAMPLES, train.x.shape[0] ?? 0);

/** Convolution without bias, which the normalisation brings. */
function convolve(x: KerasTensor, filters: number, kernelSize: number, strides: number): KerasTensor {
  const convolved = new Conv2D(filters, kernelSize, { strides, padding: 'same', useBias: false }).apply(x);
  return new BatchNormalization({ momentum: 0.9 }).apply(convolved);
}

/** Two convolutions around which the input passes; a 1×1 convolution fits it where the shape changes. */
function residualBlock(x: KerasTensor, filters: number, strides: number): KerasTensor {
  const first = new Activation('relu').apply(convolve(x, filters, 3, strides));
  const second = convolve(first, filters, 3, 1);
  const passed = strides === 1 ? x : convolve(x, filters, 1, strides);
  return new Activation('relu').apply(new Add().apply([second, passed]));
}

const inputs = Input({ shape: [64] });
let x = new Reshape([8, 8, 1]).apply(inputs);
x = new Activation('relu').apply(convolve(x, 16, 3, 1));
x = residualBlock(x, 16, 1);
x = residualBlock(x, 32, 2);
x = residualBlock(x, 64, 2);
const outputs = new Dense(10, { activation: 'softmax' }).apply(new GlobalAveragePooling2D().apply(x));
const model = new Model({ inputs, outputs, name: 'residual_cnn' });

const steps = EPOCHS * Math.ceil(count / BATCH_SIZE);
model.compile({
  optimizer: new Adam({ learningRate: new CosineDecay(3e-3, steps) }),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
model.summary();

const started = performance.now();
await model.fit(slice(train.x, [0, 0], [count, 64]), slice(train.y, [0, 0], [count, 10]), {
  batchSize: BATCH_SIZE,
  epochs: EPOCHS,
});
const seconds = (performance.now() - started) / 1000;

/** The digits that it takes for others. */
const scores = (await model.predict(test.x, { verbose: 0 })).data();
const [pixels, labels] = [test.x.data(), test.labels.data()];
const mistakes: string[] = [];
for (let sample = 0; sample < labels.length; sample++) {
  const row = scores.subarray(sample * 10, sample * 10 + 10);
  const seen = row.indexOf(Math.max(...row));
  if (seen === labels[sample]) continue;
  const picture = drawDigit(pixels.subarray(sample * 64, sample * 64 + 64), 8, 8);
  mistakes.push(`${picture}\nlabel ${labels[sample]}, saw ${seen}`);
}
const accuracy = 1 - mistakes.length / labels.length;
if (mistakes.length > 0) console.log(`\n${beside(mistakes.slice(0, 6), 3)}\n`);
console.log(`${mistakes.length} of ${labels.length} digits taken for others`);
console.log(`test accuracy ${accuracy.toFixed(4)} after ${EPOCHS} epochs in ${seconds.toFixed(1)} s`);
if (EPOCHS >= 15 && count === 1437 && accuracy < 0.98) process.exitCode = 1;
