/** Models as functions of their weights; Adam as Keras defines it, written out. */

import { blockUntilReady, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import {
  batchesOf,
  firstLosses,
  firstRows,
  input,
  type Maker,
  parameter,
  permute,
  weightsOf,
} from '../participant.ts';
import { CHANNELS_FIRST, type JaxArray, KERNEL_FIRST, upload } from './library.ts';

type Weights = JaxArray[];
/** Outputs before the loss; consumes its arguments, as jax-js has it. */
type Forward = (weights: Weights, x: JaxArray) => JaxArray;

interface Model {
  readonly forward: Forward;
  /** Mean over the batch; default: categorical cross-entropy of logits. */
  readonly loss?: (outputs: JaxArray, y: JaxArray) => JaxArray;
  /** Orders of axes of inputs that jax-js has otherwise. */
  readonly layout?: Readonly<Record<string, readonly number[]>>;
}

const crossEntropy = (logits: JaxArray, y: JaxArray): JaxArray =>
  nn.logSoftmax(logits).mul(y).sum(-1).mean().neg();
const relu = (x: JaxArray): JaxArray => nn.relu(x) as JaxArray;
const dense = (x: JaxArray, kernel: JaxArray, bias: JaxArray): JaxArray => np.matmul(x, kernel).add(bias);

const mlp: Forward = ([w0, w1, w2, w3], x) =>
  dense(relu(dense(x, w0 as JaxArray, w1 as JaxArray)), w2 as JaxArray, w3 as JaxArray);

const convnet: Forward = ([k0, b0, k1, b1, kernel, bias], x) => {
  const batch = x.shape[0] as number;
  const layer = (x: JaxArray, kernel: JaxArray, bias: JaxArray): JaxArray => {
    const y = relu(lax.conv(x, kernel, [1, 1], 'VALID').add(bias.reshape([1, -1, 1, 1])));
    return lax.reduceWindow(y, (x) => np.max(x) as JaxArray, [1, 1, 2, 2], [1, 1, 2, 2]);
  };
  const y = layer(layer(x, k0 as JaxArray, b0 as JaxArray), k1 as JaxArray, b1 as JaxArray);
  // Flattened as Keras does, channels last.
  const flat = y.transpose([0, 2, 3, 1]).reshape([batch, -1]);
  return dense(flat, kernel as JaxArray, bias as JaxArray);
};

const split = (x: JaxArray, parts: number): JaxArray[] => {
  const width = (x.shape.at(-1) as number) / parts;
  const pieces = Array.from({ length: parts }, (_, i) => x.ref.slice([], [i * width, (i + 1) * width]));
  x.dispose();
  return pieces;
};
const sigmoid = (x: JaxArray): JaxArray => nn.sigmoid(x) as JaxArray;
const tanh = (x: JaxArray): JaxArray => np.tanh(x) as JaxArray;

/** The steps one after the other: jax-js has no scan. */
const lstm: Forward = ([kernel, recurrent, bias, wOut, bOut], x) => {
  const [batch, steps] = x.shape as [number, number];
  const units = (recurrent as JaxArray).shape[0] as number;
  const inputs = dense(x, kernel as JaxArray, bias as JaxArray);
  let [h, c] = [np.zeros([batch, units]), np.zeros([batch, units])];
  for (let t = 0; t < steps; t++) {
    const z = inputs.ref.slice([], t).add(np.matmul(h, (recurrent as JaxArray).ref));
    const [i, f, g, o] = split(z, 4) as [JaxArray, JaxArray, JaxArray, JaxArray];
    c = sigmoid(f)
      .mul(c)
      .add(sigmoid(i).mul(tanh(g)));
    h = sigmoid(o).mul(tanh(c.ref));
  }
  for (const array of [inputs, c, recurrent as JaxArray]) array.dispose();
  return dense(h, wOut as JaxArray, bOut as JaxArray);
};

/** With reset_after, as Keras 3: gates z, r, h. */
const gru: Forward = ([kernel, recurrent, bias, wOut, bOut], x) => {
  const [batch, steps] = x.shape as [number, number];
  const units = (recurrent as JaxArray).shape[0] as number;
  const inputBias = (bias as JaxArray).ref.slice(0);
  const recurrentBias = (bias as JaxArray).slice(1);
  const inputs = dense(x, kernel as JaxArray, inputBias);
  let h = np.zeros([batch, units]);
  for (let t = 0; t < steps; t++) {
    const own = split(inputs.ref.slice([], t), 3) as [JaxArray, JaxArray, JaxArray];
    const past = split(dense(h.ref, (recurrent as JaxArray).ref, recurrentBias.ref), 3) as [
      JaxArray,
      JaxArray,
      JaxArray,
    ];
    const z = sigmoid(own[0].add(past[0]));
    const r = sigmoid(own[1].add(past[1]));
    const candidate = tanh(own[2].add(r.mul(past[2])));
    h = z.ref.mul(h).add(np.array(1).sub(z).mul(candidate));
  }
  for (const array of [inputs, recurrentBias, recurrent as JaxArray]) array.dispose();
  return dense(h, wOut as JaxArray, bOut as JaxArray);
};

/** Attention and a feed-forward network, each normalised first and added. */
const transformer: Forward = (w, x) => {
  const [batch, steps, size] = x.shape as [number, number, number];
  const [, heads, width] = (w[2] as JaxArray).shape as [number, number, number];
  const at = (index: number): JaxArray => w[index] as JaxArray;
  const normalise = (x: JaxArray, index: number): JaxArray =>
    nn
      .standardize(x, -1, { epsilon: 1e-3 })
      .mul(at(index))
      .add(at(index + 1));
  const attended = normalise(x.ref, 0);
  const headed = (index: number): JaxArray =>
    dense(attended.ref, at(index).reshape([size, -1]), at(index + 1).reshape([-1]))
      .reshape([batch, steps, heads, width])
      .transpose([0, 2, 1, 3]);
  const [q, k, v] = [headed(2), headed(4), headed(6)];
  attended.dispose();
  const scores = nn.softmax(np.matmul(q, k.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(width))) as JaxArray;
  const context = np
    .matmul(scores, v)
    .transpose([0, 2, 1, 3])
    .reshape([batch, steps, heads * width]);
  const middle = x.add(dense(context, at(8).reshape([heads * width, size]), at(9)));
  const widened = relu(dense(normalise(middle.ref, 10), at(12), at(13)));
  return middle.add(dense(widened, at(14), at(15)));
};

const models: Readonly<Record<string, Model>> = {
  mlp: { forward: mlp },
  convnet: { forward: convnet, layout: { x: CHANNELS_FIRST, w0: KERNEL_FIRST, w2: KERNEL_FIRST } },
  lstm: { forward: lstm },
  gru: { forward: gru },
  transformer: {
    forward: transformer,
    loss: (outputs, y) => (np.square(outputs.sub(y)) as JaxArray).mean(),
  },
};

type State = [weights: Weights, moments: Weights, velocities: Weights];

/** Forward, backward and Adam. */
function adamStep({ forward, loss = crossEntropy }: Model) {
  return (
    ...[weights, moments, velocities, rate, x, y]: [...State, JaxArray, JaxArray, JaxArray]
  ): [...State, JaxArray] => {
    const [value, gradients] = valueAndGrad((w: Weights, x: JaxArray, y: JaxArray) => loss(forward(w, x), y))(
      weights.map((w) => w.ref),
      x,
      y,
    ) as unknown as [JaxArray, Weights];
    const next: State = [[], [], []];
    weights.forEach((w, i) => {
      const g = gradients[i] as JaxArray;
      const m = (moments[i] as JaxArray).mul(0.9).add(g.ref.mul(0.1));
      const v = (velocities[i] as JaxArray).mul(0.999).add(g.ref.mul(g).mul(0.001));
      next[0].push(w.sub(rate.ref.mul(m.ref).div((np.sqrt(v.ref) as JaxArray).add(1e-7))));
      next[1].push(m);
      next[2].push(v);
    });
    rate.dispose();
    return [...next, value];
  };
}

const train =
  (model: Model): Maker =>
  async (inputs, parameters) => {
    const placed = (name: string, host = input(inputs, name)): ReturnType<typeof input> => {
      const order = model.layout?.[name];
      return order === undefined ? host : permute(host, order);
    };
    const hosts = weightsOf(inputs).map((host, index) => placed(`w${index}`, host));
    const zeros = (): Weights => hosts.map(({ shape }) => np.zeros([...shape]));
    let state: State = [hosts.map(upload), zeros(), zeros()];
    const batch = parameter(parameters, 'batch');
    const [xs = [], ys = []] = ['x', 'y'].map((name) => batchesOf(placed(name), batch).map(upload));
    await blockUntilReady([...state.flat(), ...xs, ...ys]);
    const compiled = jit(adamStep(model) as never) as unknown as ReturnType<typeof adamStep>;
    let steps = 0;
    const run = async (): Promise<number> => {
      const index = steps++ % xs.length;
      const rate = (1e-3 * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps);
      const [x, y] = [xs[index] as JaxArray, ys[index] as JaxArray];
      const [weights, moments, velocities, value] = compiled(...state, np.array(rate), x.ref, y.ref);
      state = [weights, moments, velocities];
      return (await value.data())[0] as number;
    };
    const answer = await firstLosses(parameter(parameters, 'checkSteps'), run);
    return {
      answer,
      run,
      asynchronous: true,
      note: 'own loop, jit',
      release: () => [...state.flat(), ...xs, ...ys].forEach((array) => void array.dispose()),
    };
  };

const predict: Maker = async (inputs, parameters) => {
  const weights = weightsOf(inputs).map(upload);
  await blockUntilReady(weights);
  const host = firstRows(input(inputs, 'x'), parameter(parameters, 'batch'));
  const forward = jit((w: Weights, x: JaxArray) => nn.softmax(mlp(w, x)) as JaxArray) as unknown as Forward;
  const run = async (): Promise<Float32Array> =>
    (await forward(
      weights.map((w) => w.ref),
      upload(host),
    ).data()) as Float32Array;
  return { answer: Float32Array.from(await run()), run, asynchronous: true };
};

/** By kind. */
export const makers: Readonly<Record<string, Maker>> = {
  ...Object.fromEntries(Object.entries(models).map(([name, model]) => [`train-${name}`, train(model)])),
  'predict-mlp': predict,
};
