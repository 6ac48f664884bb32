/** Convolution layers against Keras, and what they say to bad input. */

import {
  Conv1D,
  Conv2D,
  Conv2DTranspose,
  DepthwiseConv2D,
  type Layer,
  SeparableConv2D,
  ShapeError,
  type Tensor,
  UnsupportedError,
  ValueError,
  zeros,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { holdToKeras } from './networks.ts';

holdToKeras('layers-convolution', (layer) => /Conv/.test(layer));

describe('bad input', () => {
  it.each<[string, () => unknown, new (...args: never[]) => Error, RegExp]>([
    ['a stride of 0', () => new Conv2D(2, 3, { strides: 0 }), ValueError, /Conv2D.*strides.*got 0/],
    ['a kernel of 0', () => new Conv2D(2, [3, 0]), ValueError, /Conv2D.*kernelSize.*\[3, 0\]/],
    ['too many sizes', () => new Conv1D(2, [3, 3]), ValueError, /Conv1D.*kernelSize/],
    ['no filters', () => new Conv2D(0, 3), ValueError, /Conv2D.*filters.*got 0/],
    ['groups that do not divide', () => new Conv2D(3, 3, { groups: 2 }), ValueError, /multiple of groups/],
    [
      'strides and dilation',
      () => new Conv2D(2, 3, { strides: 2, dilationRate: 2 }),
      UnsupportedError,
      /Conv2D.*strides of 1 where dilationRate > 1/,
    ],
    [
      'causal padding in two dimensions',
      () => new Conv2D(2, 3, { padding: 'causal' as 'same' }),
      ValueError,
      /'valid', 'same', got "causal"/,
    ],
    [
      'another data format',
      () => new Conv2D(2, 3, { dataFormat: 'nchw' as 'channels_last' }),
      ValueError,
      /dataFormat/,
    ],
    [
      'a multiplier of 0',
      () => new DepthwiseConv2D(3, { depthMultiplier: 0 }),
      ValueError,
      /depthMultiplier/,
    ],
    [
      'an output padding below 0',
      () => new Conv2DTranspose(2, 3, { outputPadding: -1 }),
      ValueError,
      /outputPadding/,
    ],
  ])('%s', (_, make, kind, text) => {
    expect(make).toThrow(kind);
    expect(make).toThrow(text);
  });

  it.each<[string, () => Layer, number[], RegExp]>([
    ['another rank', () => new Conv2D(2, 3), [1, 8, 3], /Conv2D 'conv.*rank 4.*\(None, 8, 3\)/],
    [
      'smaller than the kernel',
      () => new Conv2D(2, 5),
      [1, 4, 8, 3],
      /at least as large.*\(5, 5\).*\(None, 4, 8, 3\)/,
    ],
    ['no channels', () => new SeparableConv2D(2, 3), [1, 8, 8, 0], /channels are known, ≥ 1/],
  ])('an input of %s leaves no weights', (_, make, shape, text) => {
    const layer = make();
    expect(() => layer.apply(zeros(shape))).toThrow(ShapeError);
    expect(() => layer.apply(zeros(shape))).toThrow(text);
    expect(layer.built).toBe(false);
    expect(layer.weights).toHaveLength(0);
  });

  it('an input of other channels than before names both, and changes nothing', () => {
    const layer = new Conv2D(2, 3);
    layer.apply(zeros([1, 8, 8, 3]));
    const before = layer.getWeights().map((weight) => weight.data());
    expect(() => layer.apply(zeros([1, 8, 8, 4]))).toThrow(
      /input of 3 channels, got 4, of shape \(1, 8, 8, 4\)/,
    );
    expect(layer.getWeights().map((weight) => weight.data())).toEqual(before);
  });

  it('channels that groups do not divide', () => {
    expect(() => new Conv2D(4, 3, { groups: 2 }).apply(zeros([1, 8, 8, 3]))).toThrow(
      /multiple of groups, 2, got 3/,
    );
  });
});

describe('sizes', () => {
  it.each([
    [new Conv2D(4, 3), [0, 5, 5, 2], [0, 3, 3, 4]],
    [new Conv2D(4, 3, { padding: 'same', strides: 2 }), [1, 1, 1, 1], [1, 1, 1, 4]],
    [new DepthwiseConv2D(2), [0, 5, 5, 2], [0, 4, 4, 2]],
    [new Conv2DTranspose(1, 3, { strides: 2, padding: 'same' }), [2, 1, 3, 1], [2, 2, 6, 1]],
  ] as [Layer, number[], number[]][])('%s of %j', (layer, input, output) => {
    expect((layer.apply(zeros(input)) as Tensor).shape).toEqual(output);
  });
});
