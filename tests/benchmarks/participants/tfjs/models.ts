/** Models in tfjs-layers; the transformer, whose layers tfjs-layers lacks, as a loop of one's own. */

import type { Scalar, Tensor, Tensor2D, Tensor3D, Variable } from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import {
  batchesOf,
  Cannot,
  firstLosses,
  firstRows,
  type Inputs,
  input,
  type Maker,
  type Prepared,
  parameter,
  weightsOf,
} from '../participant.ts';
import { orCannot, tf, tfl, upload } from './library.ts';

const builders: Readonly<Record<string, () => Sequential>> = {
  mlp: () =>
    tfl.sequential({
      layers: [
        tfl.layers.dense({ units: 128, activation: 'relu', inputShape: [784] }),
        tfl.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  convnet: () =>
    tfl.sequential({
      layers: [
        tfl.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
        tfl.layers.maxPooling2d({ poolSize: 2 }),
        tfl.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
        tfl.layers.maxPooling2d({ poolSize: 2 }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  lstm: () =>
    tfl.sequential({
      layers: [
        // Its default is the hard sigmoid of old Keras.
        tfl.layers.lstm({
          units: 128,
          recurrentActivation: 'sigmoid',
          // The default, orthogonal, needs chained operations, which are not loaded; the weights are set anyway.
          recurrentInitializer: 'zeros',
          inputShape: [28, 28],
        }),
        tfl.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
};

function build(name: string, inputs: Inputs): Sequential {
  const model = (builders[name] as () => Sequential)();
  const weights = weightsOf(inputs).map(upload);
  model.setWeights(weights);
  tf.dispose(weights);
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  return model;
}

const train =
  (name: string): Maker =>
  async (inputs, parameters) => {
    const model = build(name, inputs);
    const batch = parameter(parameters, 'batch');
    const [xs = [], ys = []] = ['x', 'y'].map((key) => batchesOf(input(inputs, key), batch).map(upload));
    let next = 0;
    const run = async (): Promise<number> => {
      const index = next++ % xs.length;
      return (await model.trainOnBatch(xs[index] as Tensor, ys[index] as Tensor)) as number;
    };
    let milliseconds = 0;
    const answer = await firstLosses(parameter(parameters, 'checkSteps'), async () => {
      const begun = performance.now();
      const loss = await run();
      milliseconds = performance.now() - begun;
      return loss;
    });
    return {
      answer,
      milliseconds,
      run,
      asynchronous: true,
      note: 'trainOnBatch',
      release: () => tf.dispose([...xs, ...ys]),
    };
  };

/** (batch, steps, d) → the same: attention and a feed-forward network, each normalised first and added. */
function block(w: readonly Variable[], x: Tensor3D): Tensor3D {
  const [batch, steps, size] = x.shape;
  const normalise = (x: Tensor, gamma: Tensor, beta: Tensor): Tensor => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3))), gamma), beta);
  };
  const dense = (x: Tensor, kernel: Tensor, bias: Tensor): Tensor => {
    const flat = tf.reshape(kernel, [x.shape.at(-1) as number, -1]) as Tensor2D;
    return tf.add(tf.matMul(tf.reshape(x, [batch * steps, -1]) as Tensor2D, flat), tf.reshape(bias, [-1]));
  };
  const [heads = 0, width = 0] = (w[2] as Variable).shape.slice(1);
  const headed = (x: Tensor): Tensor =>
    tf.transpose(tf.reshape(x, [batch, steps, heads, width]), [0, 2, 1, 3]);
  const at = (index: number): Tensor => w[index] as Tensor;
  const attended = normalise(x, at(0), at(1));
  const [q, k, v] = [2, 4, 6].map((i) => headed(dense(attended, at(i), at(i + 1)))) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const scores = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(width)));
  const context = tf.reshape(tf.transpose(tf.matMul(scores, v), [0, 2, 1, 3]), [batch, steps, heads * width]);
  const kernel = tf.reshape(at(8), [heads * width, size]);
  const middle = tf.add(x, tf.reshape(dense(context, kernel, at(9)), [batch, steps, size]));
  const widened = tf.relu(dense(normalise(middle, at(10), at(11)), at(12), at(13)));
  return tf.add(middle, tf.reshape(dense(widened, at(14), at(15)), [batch, steps, size]));
}

const transformer: Maker = async (inputs, parameters) => {
  const weights = weightsOf(inputs).map((weight) => tf.variable(upload(weight)));
  const optimizer = tf.train.adam(1e-3);
  const batch = parameter(parameters, 'batch');
  const [xs = [], ys = []] = ['x', 'y'].map((key) => batchesOf(input(inputs, key), batch).map(upload));
  let next = 0;
  const run = (): number => {
    const index = next++ % xs.length;
    const loss = (): Scalar =>
      tf.mean(tf.squaredDifference(block(weights, xs[index] as Tensor3D), ys[index] as Tensor));
    return tf.tidy(() => (optimizer.minimize(loss, true, weights) as Scalar).dataSync()[0] as number);
  };
  return {
    answer: await firstLosses(parameter(parameters, 'checkSteps'), run),
    run,
    note: 'own loop: tfjs-layers has no attention',
    release: () => tf.dispose([...weights, ...xs, ...ys]),
  };
};

const fit: Maker = async (inputs, parameters) => {
  const batch = parameter(parameters, 'batch');
  const settings = { batchSize: batch, epochs: 1, verbose: 0, yieldEvery: 'never' } as const;
  const train = async (model: Sequential, x: Tensor, y: Tensor, shuffle: boolean): Promise<number> => {
    const { history } = await model.fit(x, y, { ...settings, shuffle });
    return Number(history['loss']?.[0]);
  };
  const [x, y] = [upload(input(inputs, 'x')), upload(input(inputs, 'y'))];
  const rows = batch * parameter(parameters, 'checkSteps');
  const head = ['x', 'y'].map((name) => upload(firstRows(input(inputs, name), rows)));
  const answer = Float32Array.of(
    await train(build('mlp', inputs), head[0] as Tensor, head[1] as Tensor, false),
  );
  tf.dispose(head);
  const model = build('mlp', inputs);
  return {
    answer,
    run: () => train(model, x, y, true),
    asynchronous: true,
    release: () => tf.dispose([x, y]),
  };
};

const predict: Maker = (inputs, parameters): Prepared => {
  const batch = parameter(parameters, 'batch');
  const model = build('mlp', inputs);
  const { data } = firstRows(input(inputs, 'x'), batch);
  const run = (): Float32Array =>
    tf.tidy(() => {
      const y = model.predict(tf.tensor2d(data, [batch, 784]), { batchSize: batch }) as Tensor2D;
      return y.dataSync<'float32'>();
    });
  return { answer: new Float32Array(run()), run };
};

/** By kind. */
export const models: Readonly<Record<string, Maker>> = {
  ...Object.fromEntries(Object.keys(builders).map((name) => [`train-${name}`, orCannot(train(name))])),
  'train-gru'() {
    throw new Cannot('its GRU lacks reset_after, the only form that Keras 3 has by default');
  },
  'train-transformer': orCannot(transformer),
  'fit-mlp': fit,
  'predict-mlp': predict,
};
