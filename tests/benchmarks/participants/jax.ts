/** jax-js on its wasm backend: jit-compiled functions; Adam as Keras defines it, written out. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import {
  batchesOf,
  Cannot,
  firstRows,
  type HostInput,
  type Inputs,
  input,
  type Participant,
} from './participant.ts';

type JaxArray = np.Array;
const upload = ({ data, shape }: HostInput): JaxArray =>
  np.array(data as Float32Array<ArrayBuffer>).reshape([...shape]);
const names = ['w1', 'b1', 'w2', 'b2'] as const;
type Weights = JaxArray[];

/** Logits; consumes its arguments, as jax-js has it. */
function logits([w1, b1, w2, b2]: Weights, x: JaxArray): JaxArray {
  const hidden = nn.relu(np.matmul(x, w1 as JaxArray).add(b1 as JaxArray)) as JaxArray;
  return np.matmul(hidden, w2 as JaxArray).add(b2 as JaxArray);
}

function loss(weights: Weights, x: JaxArray, y: JaxArray): JaxArray {
  return nn.logSoftmax(logits(weights, x)).mul(y).sum(-1).mean().neg();
}

/** Forward, backward and Adam: (weights, moments, velocities, rate, x, y) → all of them and the loss. */
function adamStep(
  weights: Weights,
  moments: Weights,
  velocities: Weights,
  rate: JaxArray,
  x: JaxArray,
  y: JaxArray,
): [Weights, Weights, Weights, JaxArray] {
  const [value, gradients] = valueAndGrad(loss)(
    weights.map((w) => w.ref),
    x,
    y,
  ) as unknown as [JaxArray, Weights];
  const next: [Weights, Weights, Weights] = [[], [], []];
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
}

/** The participant. */
export const jax: Participant = {
  async describe() {
    await init('wasm');
    defaultDevice('wasm');
    const path = createRequire(import.meta.url).resolve('@jax-js/jax');
    const { version } = JSON.parse(readFileSync(path.replace(/dist[/\\].*$/, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { version, detail: 'wasm, jit, one thread (its threads need the Worker of browsers)' };
  },
  async gemm(inputs: Inputs) {
    const [a, b] = [upload(input(inputs, 'a')), upload(input(inputs, 'b'))];
    await blockUntilReady([a, b]);
    const product = jit((x: JaxArray, y: JaxArray) => np.matmul(x, y));
    const run = async (): Promise<void> => {
      const c = product(a.ref, b.ref) as JaxArray;
      await c.blockUntilReady();
      c.dispose();
    };
    const answer = await (product(a.ref, b.ref) as JaxArray).data();
    return {
      answer: Float32Array.from(answer as Float32Array),
      run,
      asynchronous: true,
      release: () => [a, b].forEach((array) => void array.dispose()),
    };
  },
  async step(inputs: Inputs, batch: number, checkSteps: number) {
    let weights = names.map((name) => upload(input(inputs, name)));
    const zeros = (): Weights => names.map((name) => np.zeros([...input(inputs, name).shape]));
    let [moments, velocities] = [zeros(), zeros()];
    const xs = batchesOf(input(inputs, 'x'), batch).map((data) => upload({ data, shape: [batch, 784] }));
    const ys = batchesOf(input(inputs, 'y'), batch).map((data) => upload({ data, shape: [batch, 10] }));
    await blockUntilReady([...weights, ...moments, ...velocities, ...xs, ...ys]);
    const compiled = jit(adamStep as never) as unknown as typeof adamStep;
    let steps = 0;
    const run = async (): Promise<number> => {
      const index = steps++ % xs.length;
      const rate = (1e-3 * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps);
      const [x, y] = [xs[index] as JaxArray, ys[index] as JaxArray];
      const result = compiled(weights, moments, velocities, np.array(rate), x.ref, y.ref);
      let value: JaxArray;
      [weights, moments, velocities, value] = result;
      return (await value.data())[0] as number;
    };
    const answer = new Float32Array(checkSteps);
    for (let i = 0; i < checkSteps; i++) answer[i] = await run();
    return { answer, run, asynchronous: true, note: 'own loop, jit' };
  },
  async fit() {
    throw new Cannot('has no fit');
  },
  async predict(inputs: Inputs, batch: number) {
    const weights = names.map((name) => upload(input(inputs, name)));
    await blockUntilReady(weights);
    const { data } = firstRows(input(inputs, 'x'), batch);
    const forward = jit((w: Weights, x: JaxArray) => nn.softmax(logits(w, x)) as JaxArray) as unknown as (
      w: Weights,
      x: JaxArray,
    ) => JaxArray;
    const run = async (): Promise<Float32Array> =>
      (await forward(
        weights.map((w) => w.ref),
        upload({ data, shape: [batch, 784] }),
      ).data()) as Float32Array;
    return { answer: Float32Array.from(await run()), run, asynchronous: true };
  },
};
