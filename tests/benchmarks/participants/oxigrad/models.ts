/** Models through the public API: trainOnBatch, fit, predict. */

import {
  batchesOf,
  firstLosses,
  firstRows,
  type Inputs,
  input,
  type Maker,
  parameter,
  weightsOf,
} from '../participant.ts';
import { library, upload } from './library.ts';

type Model = import('oxigrad').Model;
const o: typeof library = library;

/** Keras's models by name, with weights of their own. */
export const builders: Readonly<Record<string, () => Model>> = {
  mlp: () =>
    new o.Sequential([
      new o.Dense(128, { activation: 'relu', inputShape: [784] }),
      new o.Dense(10, { activation: 'softmax' }),
    ]),
  convnet: () =>
    new o.Sequential([
      new o.Conv2D(32, 3, { activation: 'relu', inputShape: [28, 28, 1] }),
      new o.MaxPooling2D({ poolSize: 2 }),
      new o.Conv2D(64, 3, { activation: 'relu' }),
      new o.MaxPooling2D({ poolSize: 2 }),
      new o.Flatten(),
      new o.Dense(10, { activation: 'softmax' }),
    ]),
  lstm: () =>
    new o.Sequential([new o.LSTM(128, { inputShape: [28, 28] }), new o.Dense(10, { activation: 'softmax' })]),
  gru: () =>
    new o.Sequential([new o.GRU(128, { inputShape: [28, 28] }), new o.Dense(10, { activation: 'softmax' })]),
  transformer() {
    const inputs = o.Input({ shape: [64, 128] });
    const attended = new o.LayerNormalization().apply(inputs);
    const attention = new o.MultiHeadAttention(4, 32).apply([attended, attended]);
    const x = new o.Add().apply([inputs, attention]);
    const widened = new o.Dense(512, { activation: 'relu' }).apply(new o.LayerNormalization().apply(x));
    return new o.Model({ inputs, outputs: new o.Add().apply([x, new o.Dense(128).apply(widened)]) });
  },
};

/** The model of a case with the weights of its inputs, compiled with Adam 1e-3. */
export function build(name: string, inputs: Inputs): Model {
  const model = (builders[name] as () => Model)();
  model.setWeights(weightsOf(inputs).map(upload));
  const loss = name === 'transformer' ? 'meanSquaredError' : 'categoricalCrossentropy';
  model.compile({ optimizer: new o.Adam({ learningRate: 1e-3 }), loss });
  return model;
}

const train =
  (name: string): Maker =>
  async (inputs, parameters) => {
    const model = build(name, inputs);
    const batch = parameter(parameters, 'batch');
    const [xs, ys] = ['x', 'y'].map((key) => batchesOf(input(inputs, key), batch).map(upload));
    let next = 0;
    const run = (): number => {
      const index = next++ % (xs?.length ?? 1);
      return Number(model.trainOnBatch(xs?.[index] as never, ys?.[index] as never)['loss']);
    };
    const answer = await firstLosses(parameter(parameters, 'checkSteps'), () => {
      // As in Keras the loss returned is the mean since the last reset; that of a single batch is compared.
      model.resetMetrics();
      return run();
    });
    return { answer, run, note: 'trainOnBatch' };
  };

/** By kind. */
export const models: Readonly<Record<string, Maker>> = {
  ...Object.fromEntries(Object.keys(builders).map((name) => [`train-${name}`, train(name)])),

  async 'fit-mlp'(inputs, parameters) {
    const batch = parameter(parameters, 'batch');
    const rows = batch * parameter(parameters, 'checkSteps');
    const settings = { batchSize: batch, epochs: 1, verbose: 0 } as const;
    const [x, y] = [upload(input(inputs, 'x')), upload(input(inputs, 'y'))];
    const head = ['x', 'y'].map((name) => upload(firstRows(input(inputs, name), rows)));
    const checked = build('mlp', inputs);
    const { history } = await checked.fit(head[0] as never, head[1] as never, {
      ...settings,
      shuffle: false,
    });
    const model = build('mlp', inputs);
    return {
      answer: Float32Array.of(Number(history['loss']?.[0])),
      run: () => model.fit(x, y, settings),
      asynchronous: true,
    };
  },

  async 'predict-mlp'(inputs, parameters) {
    const batch = parameter(parameters, 'batch');
    const model = build('mlp', inputs);
    const { data, shape } = firstRows(input(inputs, 'x'), batch);
    const run = async (): Promise<Float32Array> => {
      const x = o.tensor(data, { shape });
      return (await model.predict(x, { batchSize: batch, verbose: 0 })).data() as Float32Array;
    };
    return { answer: await run(), run, asynchronous: true };
  },
};
