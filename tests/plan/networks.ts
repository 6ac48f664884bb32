// The networks whose training steps the planner is held to: those of the benchmarks, each with one batch.

import {
  Adam,
  Add,
  Conv2D,
  Dense,
  Dropout,
  Flatten,
  GRU,
  Input,
  LayerNormalization,
  LSTM,
  MaxPooling2D,
  Model,
  MultiHeadAttention,
  Sequential,
  setRandomSeed,
  type Tensor,
  uniform,
} from 'oxigrad';

/** A compiled model and a batch for it. */
export interface Network {
  readonly model: Model;
  readonly x: Tensor;
  readonly y: Tensor;
}

const MODELS = {
  mlp: (): [Model, number[], number] => [
    new Sequential([
      new Dense(128, { activation: 'relu', inputShape: [784] }),
      new Dense(10, { activation: 'softmax' }),
    ]),
    [784],
    10,
  ],
  convnet: (): [Model, number[], number] => [
    new Sequential([
      new Conv2D(32, 3, { activation: 'relu', inputShape: [28, 28, 1] }),
      new MaxPooling2D({ poolSize: 2 }),
      new Conv2D(64, 3, { activation: 'relu' }),
      new MaxPooling2D({ poolSize: 2 }),
      new Flatten(),
      new Dropout(0.5),
      new Dense(10, { activation: 'softmax' }),
    ]),
    [28, 28, 1],
    10,
  ],
  lstm: (): [Model, number[], number] => [
    new Sequential([new LSTM(128, { inputShape: [28, 28] }), new Dense(10, { activation: 'softmax' })]),
    [28, 28],
    10,
  ],
  gru: (): [Model, number[], number] => [
    new Sequential([new GRU(64, { inputShape: [14, 28] }), new Dense(10, { activation: 'softmax' })]),
    [14, 28],
    10,
  ],
  transformer: (): [Model, number[], number] => {
    const input = Input({ shape: [64, 128] });
    const normal = new LayerNormalization().apply(input);
    const attention = new MultiHeadAttention(4, 32).apply([normal, normal]);
    const middle = new Add().apply([input, attention]);
    const wide = new Dense(512, { activation: 'relu' }).apply(new LayerNormalization().apply(middle));
    const outputs = new Add().apply([middle, new Dense(128).apply(wide)]);
    return [new Model({ inputs: input, outputs }), [64, 128], 0];
  },
} as const;

/** The names of the networks. */
export const networkNames = Object.keys(MODELS) as (keyof typeof MODELS)[];

/** A network with new weights, the same for a seed, and a batch of random numbers. */
export function makeNetwork(name: keyof typeof MODELS, batch: number): Network {
  setRandomSeed(3);
  const [model, shape, classes] = MODELS[name]();
  model.compile({
    optimizer: new Adam({ learningRate: 1e-3 }),
    loss: classes === 0 ? 'meanSquaredError' : 'categoricalCrossentropy',
    metrics: classes === 0 ? [] : ['accuracy'],
  });
  const x = uniform([batch, ...shape], { seed: 1 });
  const y = uniform([batch, ...(classes === 0 ? shape : [classes])], { seed: 2 });
  return { model, x, y };
}
