/**
 * TensorFlow.js. Used as its guide says: tidy and dispose, weights and batches resident, SIMD build, no yielding
 * inside fit. Both backends compute synchronously, so a product is done when the call returns (the answer, read with
 * dataSync, is checked); steps and predictions end with the number in JavaScript.
 */

import { createRequire } from 'node:module';
import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import { Cannot, type HostInput, input, type Maker, type Parameters } from '../participant.ts';

// The CommonJS builds: their ES modules have no extensions in imports, which Node does not resolve.
const require = createRequire(import.meta.url);

/** @tensorflow/tfjs-core. */
export const tf: typeof import('@tensorflow/tfjs-core') = require('@tensorflow/tfjs-core');
/** @tensorflow/tfjs-layers. */
export const tfl: typeof import('@tensorflow/tfjs-layers') = require('@tensorflow/tfjs-layers');

/** An input as a tensor. */
export const upload = <R extends Rank>({ data, shape }: HostInput): Tensor<R> =>
  tf.tensor(data, [...shape] as never, 'float32') as Tensor<R>;

/** A kernel that the backend lacks is a reason, not a failure. */
export function orCannot(make: Maker): Maker {
  return async (inputs, parameters) => {
    try {
      return await make(inputs, parameters);
    } catch (error) {
      const kernel = /Kernel '(\w+)' not registered/.exec(String(error))?.[1];
      if (kernel !== undefined) throw new Cannot(`the backend has no kernel ${kernel}`);
      throw error;
    }
  };
}

/** Makers of functions of resident inputs. */
export function maker<Tensors extends readonly Tensor[]>(
  names: readonly string[],
  compute: (tensors: Tensors, parameters: Parameters) => Tensor,
): Maker {
  return orCannot((inputs, parameters) => {
    const tensors = names.map((name) => upload(input(inputs, name)));
    const run = (): Tensor => tf.tidy(() => compute(tensors as unknown as Tensors, parameters));
    const first = run();
    const answer = new Float32Array(first.dataSync<'float32'>());
    first.dispose();
    return { answer, run: () => run().dispose(), release: () => tf.dispose(tensors) };
  });
}

/** Chooses a backend; what it is. */
export async function chooseBackend(
  backend: 'wasm' | 'cpu',
): Promise<{ readonly version: string; readonly detail: string }> {
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
}
