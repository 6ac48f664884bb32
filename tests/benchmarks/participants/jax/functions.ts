/** Products, convolutions with their gradients, and layers' functions, in jax-js. */

import { lax, nn, numpy as np, vjp } from '@jax-js/jax';
import type { Maker } from '../participant.ts';
import { CHANNELS_FIRST, type JaxArray, KERNEL_FIRST, maker } from './library.ts';

const same = (x: JaxArray, kernel: JaxArray): JaxArray => lax.conv(x, kernel, [1, 1], 'SAME');
const LAST = [0, 2, 3, 1];
const images = {
  inputs: { x: CHANNELS_FIRST, dy: CHANNELS_FIRST, kernel: KERNEL_FIRST },
  result: LAST,
} as const;

/** The gradient of `body` at `at`, where that of its result is `upstream`. */
function pullBack(body: (x: JaxArray) => JaxArray, at: JaxArray, upstream: JaxArray): JaxArray {
  const [value, back] = vjp(body, [at]) as unknown as [
    JaxArray,
    ((upstream: JaxArray) => [JaxArray]) & { dispose(): void },
  ];
  value.dispose();
  const [gradient] = back(upstream);
  back.dispose();
  return gradient;
}

/** As pooling layers reduce: (1, 1, size, size) windows of channels-first images. */
const window = (x: JaxArray, reduce: (x: JaxArray) => JaxArray, size: number, strides: number): JaxArray =>
  lax.reduceWindow(x, reduce, [1, 1, size, size], [1, 1, strides, strides]);

/** (x - mean) / √(variance + ε) · gamma + beta; weights of channels as (1, channels, 1, 1). */
function affine(x: JaxArray, mean: JaxArray, variance: JaxArray, gamma: JaxArray, beta: JaxArray): JaxArray {
  const scale = np.sqrt(variance.add(1e-3)) as JaxArray;
  return x.sub(mean).div(scale).mul(gamma).add(beta);
}
const channels = (x: JaxArray): JaxArray => x.reshape([1, -1, 1, 1]);

/** By kind. */
export const functions: Readonly<Record<string, Maker>> = {
  matmul: maker(['a', 'b'], ([a, b], { transposeA, transposeB, half }) => {
    let left = transposeA ? (a as JaxArray).transpose() : (a as JaxArray);
    if (half !== undefined) left = left.slice([], [0, half]);
    return np.matmul(left, transposeB ? (b as JaxArray).transpose() : (b as JaxArray));
  }),
  conv: maker(['x', 'kernel'], ([x, kernel]) => same(x as JaxArray, kernel as JaxArray), images),
  'conv-filter-gradient': maker(
    ['x', 'kernel', 'dy'],
    ([x, kernel, dy]) => pullBack((k) => same(x as JaxArray, k), kernel as JaxArray, dy as JaxArray),
    // (filters, channels, height, width) → (height, width, channels, filters)
    { ...images, result: [2, 3, 1, 0] },
  ),
  'conv-input-gradient': maker(
    ['x', 'kernel', 'dy'],
    ([x, kernel, dy]) => pullBack((x) => same(x, kernel as JaxArray), x as JaxArray, dy as JaxArray),
    images,
  ),
  depthwise: maker(
    ['x', 'kernel'],
    ([x, kernel]) =>
      lax.convGeneralDilated(x as JaxArray, kernel as JaxArray, [1, 1], 'SAME', {
        featureGroupCount: (x as JaxArray).shape[1] as number,
      }),
    { inputs: { x: CHANNELS_FIRST, kernel: [2, 3, 0, 1] }, result: LAST },
  ),
  'max-pool': maker(
    ['x'],
    ([x], { size, strides }) =>
      window(x as JaxArray, (x) => np.max(x) as JaxArray, size as number, strides as number),
    images,
  ),
  'average-pool': maker(
    ['x'],
    ([x], { size, strides }) =>
      window(x as JaxArray, (x) => np.mean(x) as JaxArray, size as number, strides as number),
    images,
  ),
  'batch-norm': maker(
    ['x', 'mean', 'variance', 'gamma', 'beta'],
    ([x, ...weights]) => {
      const [mean, variance, gamma, beta] = weights.map(channels) as [JaxArray, JaxArray, JaxArray, JaxArray];
      return affine(x as JaxArray, mean, variance, gamma, beta);
    },
    images,
  ),
  'batch-norm-training': maker(
    ['x', 'gamma', 'beta'],
    ([x, gamma, beta]) => {
      const axis = [0, 2, 3];
      const mean = np.mean((x as JaxArray).ref, axis, { keepdims: true }) as JaxArray;
      const centred = (x as JaxArray).ref.sub(mean.ref);
      const variance = np.mean(np.square(centred), axis, { keepdims: true }) as JaxArray;
      return affine(x as JaxArray, mean, variance, channels(gamma as JaxArray), channels(beta as JaxArray));
    },
    images,
  ),
  'layer-norm': maker(['x', 'gamma', 'beta'], ([x, gamma, beta]) =>
    nn
      .standardize(x as JaxArray, -1, { epsilon: 1e-3 })
      .mul(gamma as JaxArray)
      .add(beta as JaxArray),
  ),
  softmax: maker(['x'], ([x]) => nn.softmax(x as JaxArray) as JaxArray),
  gelu: maker(['x'], ([x]) => nn.gelu(x as JaxArray, { approximate: false }) as JaxArray),
  add: maker(['a', 'b'], ([a, b]) => (a as JaxArray).add(b as JaxArray)),
  chain: maker(['a', 'b', 'c', 'd'], ([a, b, c, d]) =>
    (nn.relu((a as JaxArray).mul(b as JaxArray).add(c as JaxArray)) as JaxArray).mul(d as JaxArray),
  ),
};
