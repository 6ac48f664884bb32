/** Products, convolutions with their gradients, and layers' functions, in operations of TensorFlow.js. */

import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Maker } from '../participant.ts';
import { maker, tf } from './library.ts';

const EPSILON = 1e-3;

/** By kind. */
export const functions: Readonly<Record<string, Maker>> = {
  matmul: maker(['a', 'b'], ([a, b]: Tensor2D[], { transposeA, transposeB, half }) => {
    const left = half === undefined ? (a as Tensor2D) : tf.slice(a as Tensor2D, [0, 0], [-1, half]);
    return tf.matMul(left, b as Tensor2D, transposeA === 1, transposeB === 1);
  }),
  conv: maker(['x', 'kernel'], ([x, kernel]: Tensor4D[]) =>
    tf.conv2d(x as Tensor4D, kernel as Tensor4D, 1, 'same'),
  ),
  'conv-filter-gradient': maker(['x', 'kernel', 'dy'], ([x, kernel, dy]: Tensor4D[]) =>
    tf.grad((k) => tf.conv2d(x as Tensor4D, k as Tensor4D, 1, 'same'))(kernel as Tensor4D, dy as Tensor4D),
  ),
  'conv-input-gradient': maker(['x', 'kernel', 'dy'], ([x, kernel, dy]: Tensor4D[]) =>
    tf.grad((x) => tf.conv2d(x as Tensor4D, kernel as Tensor4D, 1, 'same'))(x as Tensor4D, dy as Tensor4D),
  ),
  depthwise: maker(['x', 'kernel'], ([x, kernel]: Tensor4D[]) =>
    tf.depthwiseConv2d(x as Tensor4D, kernel as Tensor4D, 1, 'same'),
  ),
  'max-pool': maker(['x'], ([x]: Tensor4D[], { size, strides }) =>
    tf.maxPool(x as Tensor4D, size as number, strides as number, 'valid'),
  ),
  'average-pool': maker(['x'], ([x]: Tensor4D[], { size, strides }) =>
    tf.avgPool(x as Tensor4D, size as number, strides as number, 'valid'),
  ),
  'batch-norm': maker(
    ['x', 'mean', 'variance', 'gamma', 'beta'],
    ([x, mean, variance, gamma, beta]: [Tensor4D, ...Tensor1D[]]) =>
      tf.batchNorm(x, mean as Tensor1D, variance as Tensor1D, beta as Tensor1D, gamma as Tensor1D, EPSILON),
  ),
  'batch-norm-training': maker(['x', 'gamma', 'beta'], ([x, gamma, beta]: [Tensor4D, Tensor1D, Tensor1D]) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm(x, mean as Tensor1D, variance as Tensor1D, beta, gamma, EPSILON);
  }),
  'layer-norm': maker(['x', 'gamma', 'beta'], ([x, gamma, beta]: [Tensor2D, Tensor1D, Tensor1D]) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, EPSILON))), gamma), beta);
  }),
  softmax: maker(['x'], ([x]: Tensor2D[]) => tf.softmax(x as Tensor2D)),
  gelu: maker(['x'], ([x]: Tensor2D[]) =>
    tf.mul(tf.mul(x as Tensor2D, 0.5), tf.add(tf.erf(tf.mul(x as Tensor2D, Math.SQRT1_2)), 1)),
  ),
  add: maker(['a', 'b'], ([a, b]: Tensor1D[]) => tf.add(a as Tensor1D, b as Tensor1D)),
  chain: maker(['a', 'b', 'c', 'd'], ([a, b, c, d]: Tensor1D[]) =>
    tf.mul(tf.relu(tf.add(tf.mul(a as Tensor1D, b as Tensor1D), c as Tensor1D)), d as Tensor1D),
  ),
};
