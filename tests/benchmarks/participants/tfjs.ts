/**
 * TensorFlow.js on its wasm or cpu backend. Used as its guide says: tidy and dispose, weights and batches resident,
 * SIMD build, no yielding inside fit. Both backends compute synchronously, so a product is done when the call returns
 * (the answer, read with dataSync, is checked); steps and predictions end with the number in JavaScript.
 */

import { createRequire } from 'node:module';
import type { Rank, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import {
  batchesOf,
  firstRows,
  type HostInput,
  type Inputs,
  input,
  type Participant,
  type Prepared,
} from './participant.ts';

// The CommonJS builds: their ES modules have no extensions in imports, which Node does not resolve.
const require = createRequire(import.meta.url);
const tf: typeof import('@tensorflow/tfjs-core') = require('@tensorflow/tfjs-core');
const layers: typeof import('@tensorflow/tfjs-layers') = require('@tensorflow/tfjs-layers');

const upload = <R extends Rank>({ data, shape }: HostInput): Tensor<R> =>
  tf.tensor(data, [...shape] as never, 'float32') as Tensor<R>;

function build(inputs: Inputs): import('@tensorflow/tfjs-layers').Sequential {
  const model = layers.sequential({
    layers: [
      layers.layers.dense({ units: 128, activation: 'relu', inputShape: [784] }),
      layers.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  const weights = ['w1', 'b1', 'w2', 'b2'].map((name) => upload(input(inputs, name)));
  model.setWeights(weights);
  tf.dispose(weights);
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  return model;
}

/** The participant on one backend. */
export function tfjs(backend: 'wasm' | 'cpu'): Participant {
  return {
    async describe() {
      let detail = 'cpu backend (plain JavaScript), one thread';
      if (backend === 'wasm') {
        const wasm: typeof import('@tensorflow/tfjs-backend-wasm') = require('@tensorflow/tfjs-backend-wasm');
        wasm.setWasmPaths(`${require.resolve('@tensorflow/tfjs-backend-wasm').replace(/[^/\\]+$/, '')}`);
        await tf.setBackend('wasm');
        const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
        const threads = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
        detail = `wasm backend, ${simd ? 'SIMD' : 'no SIMD'}, ${threads ? `${wasm.getThreadsCount()} threads` : 'one thread (it has no threads in Node)'}`;
      } else {
        require('@tensorflow/tfjs-backend-cpu');
        await tf.setBackend('cpu');
      }
      await tf.ready();
      return { version: tf.version_core, detail };
    },

    async gemm(inputs) {
      const [a, b] = [upload<Rank.R2>(input(inputs, 'a')), upload<Rank.R2>(input(inputs, 'b'))];
      const product = tf.matMul(a, b);
      const answer = new Float32Array(product.dataSync());
      product.dispose();
      return {
        answer,
        run: () => tf.matMul(a, b).dispose(),
        release: () => tf.dispose([a, b]),
      };
    },

    async step(inputs, batch, checkSteps) {
      const model = build(inputs);
      const pair = (shape: readonly number[], arrays: Float32Array[]): Tensor[] =>
        arrays.map((data) => upload({ data, shape }));
      const xs = pair([batch, 784], batchesOf(input(inputs, 'x'), batch));
      const ys = pair([batch, 10], batchesOf(input(inputs, 'y'), batch));
      let next = 0;
      const run = async (): Promise<number> => {
        const index = next++ % xs.length;
        return (await model.trainOnBatch(xs[index] as Tensor, ys[index] as Tensor)) as number;
      };
      const answer = new Float32Array(checkSteps);
      for (let i = 0; i < checkSteps; i++) answer[i] = await run();
      return {
        answer,
        run,
        asynchronous: true,
        note: 'trainOnBatch',
        release: () => tf.dispose([...xs, ...ys]),
      };
    },

    async fit(inputs, batch, checkSteps) {
      const settings = { batchSize: batch, epochs: 1, verbose: 0, yieldEvery: 'never' } as const;
      const train = async (
        model: ReturnType<typeof build>,
        x: Tensor,
        y: Tensor,
        shuffle: boolean,
      ): Promise<number> => {
        const { history } = await model.fit(x, y, { ...settings, shuffle });
        return Number(history['loss']?.[0]);
      };
      const [x, y] = [upload(input(inputs, 'x')), upload(input(inputs, 'y'))];
      const checked = build(inputs);
      const head = ['x', 'y'].map((name) => upload(firstRows(input(inputs, name), batch * checkSteps)));
      const answer = Float32Array.of(await train(checked, head[0] as Tensor, head[1] as Tensor, false));
      tf.dispose(head);
      const model = build(inputs);
      return {
        answer,
        run: () => train(model, x, y, true),
        asynchronous: true,
        release: () => tf.dispose([x, y]),
      };
    },

    async predict(inputs, batch): Promise<Prepared> {
      const model = build(inputs);
      const { data } = firstRows(input(inputs, 'x'), batch);
      const run = (): Float32Array =>
        tf.tidy(() => {
          const y = model.predict(tf.tensor2d(data, [batch, 784]), { batchSize: batch }) as Tensor2D;
          return y.dataSync<'float32'>();
        });
      return { answer: new Float32Array(run()), run };
    },
  };
}
