/**
 * From a trained model to the file that ships: train an MLP on MNIST, let `optimize` find what is smaller and faster, write
 * the best, and classify with nothing but that file and the runner.
 *
 *   OXIGRAD_MNIST=<folder with the four IDX files> node scripts/run-example.mjs deploy-mnist
 *
 * Writes deploy-mnist.oxi, the file that ships, and the front as deploy-mnist.svg and deploy-mnist.md.
 */

import { writeFile } from 'node:fs/promises';
import { Dense, Sequential, setRandomSeed, type Tensor, take } from 'oxigrad';
import { mnist } from 'oxigrad/datasets';
import { optimize } from 'oxigrad/deploy';
import { load } from 'oxigrad/runtime';

const EPOCHS = Number(process.env['EPOCHS'] ?? 6);
const BATCH_SIZE = 128;

setRandomSeed(7);
const folder = process.env['OXIGRAD_MNIST'];
const { train, test } = await mnist(folder === undefined ? {} : { path: folder, checksums: false });

// The last twelfth of the training data decides; the test data are looked at once, at the end.
const rows = train.x.shape[0] ?? 0;
const split = Math.floor((rows * 11) / 12);
const part = (x: Tensor, from: number, to: number): Tensor =>
  take(
    x,
    Array.from({ length: to - from }, (_, row) => from + row),
    { axis: 0 },
  );
const data = {
  train: [part(train.x, 0, split), part(train.y, 0, split)],
  validation: [part(train.x, split, rows), part(train.y, split, rows)],
} as const;

const model = new Sequential([
  new Dense(128, { activation: 'relu', inputShape: [784] }),
  new Dense(10, { activation: 'softmax' }),
]);
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
await model.fit(...data.train, { epochs: EPOCHS, batchSize: BATCH_SIZE });

const { best, given, report } = await optimize(model, data, {
  maxAccuracyDrop: 0.003,
  fit: { epochs: EPOCHS, batchSize: BATCH_SIZE },
  onProgress: (step, done) => console.log(`${`${Math.round(100 * done)} %`.padStart(5)}  ${step}`),
});
console.log(`\n${report.toText()}\n`);
await writeFile('deploy-mnist.oxi', best.artifact());
await writeFile('deploy-mnist.svg', report.toSVG());
await writeFile('deploy-mnist.md', report.toMarkdown());

// What ships: the file, and the runner.
const classify = await load('deploy-mnist.oxi');
const scores = Object.values(classify(test.x.data() as Float32Array))[0] as Float32Array;
const truth = test.y.data();
const largest = (values: ArrayLike<number>, row: number): number => {
  const own = Array.from({ length: 10 }, (_, digit) => values[10 * row + digit] as number);
  return own.indexOf(Math.max(...own));
};
const samples = scores.length / 10;
let right = 0;
for (let row = 0; row < samples; row++) if (largest(scores, row) === largest(truth, row)) right++;
console.log(`${best.recipe}:`);
console.log(
  `${(given.gzipBytes / best.gzipBytes).toFixed(1)} times smaller, ${(given.latency.p50 / best.latency.p50).toFixed(1)} times faster`,
);
console.log(`deploy-mnist.oxi: test accuracy ${(right / samples).toFixed(4)}`);
