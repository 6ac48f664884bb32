/**
 * The tutorial job: an MLP on MNIST, trained twice, with `fit` and with a loop of one's own.
 *
 *   OXIGRAD_MNIST=<folder with the four IDX files> node scripts/run-example.mjs mnist-mlp
 *
 * The folder may hold other data of that form, such as Fashion-MNIST; without it the digits are
 * downloaded once. The learning curves are drawn here and written as SVG.
 */

import { writeFile } from 'node:fs/promises';
import {
  Adam,
  CategoricalCrossentropy,
  compile,
  Dataset,
  Dense,
  Sequential,
  setRandomSeed,
  type Tensor,
  valueAndGradients,
} from 'oxigrad';
import { mnist } from 'oxigrad/datasets';
import { plotSvg, plotTerminal } from 'oxigrad/plot';

const EPOCHS = Number(process.env['EPOCHS'] ?? 10);
const BATCH_SIZE = 128;

setRandomSeed(7);
const folder = process.env['OXIGRAD_MNIST'];
const { train, test } = await mnist(folder === undefined ? {} : { path: folder, checksums: false });

function build(): Sequential {
  return new Sequential([
    new Dense(128, { activation: 'relu', inputShape: [784] }),
    new Dense(10, { activation: 'softmax' }),
  ]);
}

async function accuracyOf(model: Sequential): Promise<number> {
  model.compile({ loss: 'categoricalCrossentropy', metrics: ['accuracy'], optimizer: new Adam() });
  const { accuracy = 0 } = await model.evaluate(test.x, test.y, { verbose: 0 });
  return accuracy;
}

// 1. With fit.
const fitted = build();
fitted.compile({
  optimizer: new Adam({ learningRate: 1e-3 }),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
const fitStarted = performance.now();
const { history } = await fitted.fit(train.x, train.y, {
  batchSize: BATCH_SIZE,
  epochs: EPOCHS,
  validationData: [test.x, test.y],
});
const fitSeconds = (performance.now() - fitStarted) / 1000;
const { accuracy: fitAccuracy = 0 } = await fitted.evaluate(test.x, test.y, { verbose: 0 });

// 2. With a loop of one's own: random batches, gradients, an optimizer.
const model = build();
const optimizer = new Adam({ learningRate: 1e-3 });
const crossentropy = new CategoricalCrossentropy();
const step = compile((x: Tensor, y: Tensor) => {
  const { value: loss, gradients } = valueAndGradients(
    () => crossentropy.apply(y, model.apply(x, { training: true })),
    model.trainableWeights,
  );
  optimizer.applyGradients(gradients, model.trainableWeights);
  return loss;
});
const batches = Dataset.fromTensorSlices([train.x, train.y] as const)
  .shuffle(train.x.shape[0] ?? 0, { seed: 7 })
  .batch(BATCH_SIZE);
const losses: number[] = [];
const loopStarted = performance.now();
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  let sum = 0;
  let steps = 0;
  for (const [x, y] of batches) {
    sum += step(x, y).item();
    steps++;
  }
  losses.push(sum / steps);
  console.log(`own loop, epoch ${epoch + 1}/${EPOCHS}: loss ${(sum / steps).toFixed(4)}`);
}
const loopSeconds = (performance.now() - loopStarted) / 1000;
const loopAccuracy = await accuracyOf(model);

const curves = {
  fit: history['loss'] ?? [],
  'fit, validation': history['val_loss'] ?? [],
  'own loop': losses,
};
console.log(`\n${plotTerminal(curves, { title: 'Loss by epoch' })}\n`);
await writeFile('mnist-mlp.svg', plotSvg(curves, { title: 'MNIST MLP: loss by epoch', yLabel: 'loss' }));
console.log(`fit:      test accuracy ${fitAccuracy.toFixed(4)} in ${fitSeconds.toFixed(1)} s`);
console.log(`own loop: test accuracy ${loopAccuracy.toFixed(4)} in ${loopSeconds.toFixed(1)} s`);
console.log('learning curves: mnist-mlp.svg');
if (EPOCHS >= 10 && Math.min(fitAccuracy, loopAccuracy) < 0.975) process.exitCode = 1;
