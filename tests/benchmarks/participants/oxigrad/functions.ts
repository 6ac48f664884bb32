/** Products, convolutions with their gradients, and layers' functions. */

import { input, type Maker } from '../participant.ts';
import { library, maker, resident, type Tensor, upload } from './library.ts';

const o: typeof library = library;

/** `body(x)`'s gradient with respect to x where that of its result is `upstream`. */
function pullBack(body: (x: Tensor) => Tensor, x: Tensor, upstream: Tensor): Tensor {
  const end = o.customGradient((y: Tensor) => ({ value: o.sum(y), gradient: () => [upstream] }));
  return o.grad((x: Tensor) => end(body(x)))(x);
}

const same = { padding: 'same' } as const;

/** By kind. */
export const functions: Readonly<Record<string, Maker>> = {
  matmul: maker(['a', 'b'], ([a, b], { transposeA, transposeB, half }) => {
    const rows = (a as Tensor).shape[0] as number;
    const left = half === undefined ? (a as Tensor) : o.slice(a as Tensor, [0, 0], [rows, half]);
    const right = b as Tensor;
    return o.matmul(transposeA ? o.transpose(left) : left, transposeB ? o.transpose(right) : right);
  }),
  conv: maker(['x', 'kernel'], ([x, kernel]) => o.conv(x as Tensor, kernel as Tensor, same)),
  'conv-filter-gradient': maker(['x', 'kernel', 'dy'], ([x, kernel, dy]) =>
    pullBack((k) => o.conv(x as Tensor, k, same), kernel as Tensor, dy as Tensor),
  ),
  'conv-input-gradient': maker(['x', 'kernel', 'dy'], ([x, kernel, dy]) =>
    pullBack((x) => o.conv(x, kernel as Tensor, same), x as Tensor, dy as Tensor),
  ),
  depthwise: maker(['x', 'kernel'], ([x, kernel]) => o.depthwiseConv(x as Tensor, kernel as Tensor, same)),
  'max-pool': maker(['x'], ([x], { size, strides }) =>
    o.maxPool(x as Tensor, size as number, { strides: strides as number }),
  ),
  'average-pool': maker(['x'], ([x], { size, strides }) =>
    o.averagePool(x as Tensor, size as number, { strides: strides as number }),
  ),
  'batch-norm': maker(['x', 'mean', 'variance', 'gamma', 'beta'], ([x, mean, variance, scale, offset]) =>
    o.batchNormalization(x as Tensor, mean as Tensor, variance as Tensor, { scale, offset, epsilon: 1e-3 }),
  ),
  'batch-norm-training'(inputs) {
    // Through the layer, which also updates its moving statistics.
    const { data, shape } = input(inputs, 'x');
    const layer = new o.BatchNormalization({ epsilon: 1e-3 });
    // The first call makes the weights.
    layer.apply(upload({ data, shape }));
    const [gamma, beta] = ['gamma', 'beta'].map((name) => upload(input(inputs, name)));
    layer.setWeights([gamma, beta, ...layer.weights.slice(2).map((weight) => weight.read())] as Tensor[]);
    return resident({ x: { data, shape } }, ['x'], (x) => layer.apply(x, { training: true }));
  },
  'layer-norm': maker(['x', 'gamma', 'beta'], ([x, gamma, beta]) =>
    o.layerNormalization(x as Tensor, gamma, beta, { epsilon: 1e-3 }),
  ),
  softmax: maker(['x'], ([x]) => o.softmax(x as Tensor)),
  gelu: maker(['x'], ([x]) => o.gelu(x as Tensor, { approximate: false })),
  add: maker(['a', 'b'], ([a, b]) => o.add(a as Tensor, b as Tensor)),
  chain: maker(['a', 'b', 'c', 'd'], ([a, b, c, d]) =>
    o.multiply(o.relu(o.add(o.multiply(a as Tensor, b as Tensor), c as Tensor)), d as Tensor),
  ),
};
