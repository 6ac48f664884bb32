// A number that sizes a list, a loop or a result is checked before anything of that size is made: calls end at once, in
// a value or in a typed error, and what comes after them works. A call that hangs fails by the time limit.

import * as ox from 'oxigrad';
import { expect, test } from 'vitest';

const vector = ox.ones([8]);
const matrix = ox.ones([2, 3]);
const image = ox.ones([1, 2, 2, 1]);
const signal = ox.ones([1, 4, 1]);

const calls: Readonly<Record<string, (n: number) => unknown>> = {
  adaptiveMaxPool: (n) => ox.adaptiveMaxPool(signal, n),
  arange: (n) => ox.arange(n),
  averagePool: (n) => ox.averagePool(signal, n, { padding: 'same', strides: 1 }),
  bincount: (n) => ox.bincount([1, 2], { minlength: n }),
  broadcastTo: (n) => ox.broadcastTo(1, [n]),
  conv: (n) => ox.conv(signal, ox.ones([2, 1, 1]), { dilationRate: n, padding: 'same' }),
  convTranspose: (n) => ox.convTranspose(signal, ox.ones([2, 1, 1]), { strides: n }),
  diag: (n) => ox.diag(vector, { k: n }),
  diff: (n) => ox.diff(vector, { n }),
  dropout: (n) => ox.dropout(matrix, 0.5, { noiseShape: [n] }),
  einsum: (n) => ox.einsum('ab'.repeat(Math.min(n, 1e6)), matrix),
  eye: (n) => ox.eye(n),
  linspace: (n) => ox.linspace(0, 1, { num: n }),
  multiHot: (n) => ox.multiHot([0, 1], n),
  oneHot: (n) => ox.oneHot([0, 1], n),
  pad: (n) => ox.pad(vector, n),
  'pad, mirrored': (n) => ox.pad(vector, n, { mode: 'reflect' }),
  permutation: (n) => ox.permutation(n),
  repeat: (n) => ox.repeat(vector, n),
  'repeat, each': (n) => ox.repeat(vector, [n, 1, 1, 1, 1, 1, 1, n]),
  reshape: (n) => ox.reshape(vector, [n, -1]),
  resize: (n) => ox.resize(image, [n, 1]),
  'resize, nearest': (n) => ox.resize(image, [n, 1], { interpolation: 'nearest' }),
  roll: (n) => ox.roll(vector, n, { axis: 0 }),
  rot90: (n) => ox.rot90(matrix, { k: n }),
  segmentSum: (n) => ox.segmentSum([1, 2], [0, 0], { numSegments: n }),
  slice: (n) => ox.slice(vector, [n], [n]),
  split: (n) => ox.split(ox.zeros([1e6]), n),
  tensor: (n) => ox.tensor(vector, { shape: [n] }),
  tile: (n) => ox.tile(vector, [n, n]),
  topK: (n) => ox.topK(vector, n),
  tri: (n) => ox.tri(n),
  UpSampling2D: (n) => new ox.UpSampling2D({ size: n, interpolation: 'bilinear' }).apply(image),
  ZeroPadding2D: (n) => new ox.ZeroPadding2D({ padding: n }).apply(image),
};

test.each(Object.keys(calls))('%s', (name) => {
  for (const n of [2 ** 31, 2 ** 40, 2 ** 53]) {
    try {
      (calls[name] as (n: number) => unknown)(n);
    } catch (error) {
      expect(error).toBeInstanceOf(ox.OxigradError);
    }
    expect(ox.add(vector, 1).data()[7]).toBe(2);
  }
});

test('a tensor of 2 GiB or more is an error that says so', () => {
  expect(() => ox.zeros([2 ** 29])).toThrow('expected less than 2 GiB at once');
});

test('a tensor is cut into a bounded number of parts', () => {
  expect(() => ox.split(ox.zeros([1e6]), 1e6)).toThrow(ox.ValueError);
  expect(() => ox.unstack(ox.zeros([1e6]))).toThrow(ox.ValueError);
  expect(ox.split(ox.zeros([8]), 8)).toHaveLength(8);
});
