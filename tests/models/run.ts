/** A small problem that the tests of training share: points of three clusters, and a network for them. */

import { Dense, Dropout, Sequential, SGD, setRandomSeed, type Tensor, tensor, type Variable } from 'oxigrad';

/** 90 points (90, 2) and their classes, one-hot (90, 3). */
export function clusters(samples = 90): { x: Tensor; y: Tensor; labels: Int32Array } {
  const labels = Int32Array.from({ length: samples }, (_, row) => row % 3);
  const x = Float32Array.from({ length: samples * 2 }, (_, index) => {
    const row = index >> 1;
    return Math.fround((index % 2 ? 1 : -1) * (row % 3) + ((row * 7919 + index * 104729) % 97) / 97);
  });
  const y = new Float32Array(samples * 3);
  labels.forEach((label, row) => {
    y[row * 3 + label] = 1;
  });
  return { x: tensor(x, { shape: [samples, 2] }), y: tensor(y, { shape: [samples, 3] }), labels };
}

/** A compiled network with dropout; the same weights at every call. */
export function network(options: { runEagerly?: boolean; rate?: number } = {}): Sequential {
  setRandomSeed(11);
  const model = new Sequential([
    new Dense(16, { activation: 'tanh', inputShape: [2] }),
    new Dropout(options.rate ?? 0.25),
    new Dense(3, { activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: new SGD({ learningRate: 0.1, momentum: 0.9 }),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
    ...(options.runEagerly === undefined ? {} : { runEagerly: options.runEagerly }),
  });
  return model;
}

/** The bits of everything that training changes: weights, and the optimizer's state. */
export function state(model: Sequential): Uint8Array[] {
  const variables: Variable[] = [...model.weights, ...(model.optimizer?.variables ?? [])];
  return variables.map((variable) => {
    const data = variable.data();
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  });
}
