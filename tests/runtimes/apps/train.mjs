// What an app of every bundler does: trains a small dense and a small convolutional network, the second with kernels that
// a bundle has to fetch. Deterministic, so that the losses can be compared to the bit.
import { Conv2D, configure, Dense, Flatten, Sequential, setRandomSeed } from 'oxigrad';

const size = 6;
const samples = Array.from({ length: 16 }, (_, sample) =>
  Array.from({ length: size * size }, (_, at) => ((sample * 7 + at * 3) % 11) / 11),
);
const targets = samples.map((_, sample) => [sample / 16]);

/** @param {object} [configuration] @returns {Promise<{ dense: number[], convolution: number[] }>} */
export async function train(configuration = {}) {
  await configure({ deterministic: true, threads: 1, ...configuration });
  setRandomSeed(1);
  return {
    dense: await losses([new Dense(8, { activation: 'relu', inputShape: [size * size] })], samples),
    convolution: await losses(
      [new Conv2D(3, 3, { activation: 'relu', inputShape: [size, size, 1] }), new Flatten()],
      samples.map((sample) => Array.from({ length: size }, (_, row) => rowOf(sample, row))),
    ),
  };
}

function rowOf(sample, row) {
  return sample.slice(row * size, (row + 1) * size).map((value) => [value]);
}

async function losses(layers, x) {
  const model = new Sequential([...layers, new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const { history } = await model.fit(x, targets, { epochs: 5, batchSize: 4, verbose: 0 });
  return history.loss;
}
