/** Layers that pool, pad, crop and enlarge against Keras, and what they say to bad input. */

import {
  AveragePooling1D,
  Cropping2D,
  GlobalAveragePooling1D,
  type Layer,
  MaxPooling2D,
  ShapeError,
  tensor,
  UpSampling2D,
  ValueError,
  ZeroPadding2D,
  zeros,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { holdToKeras } from './networks.ts';

holdToKeras('layers-convolution', (layer) => !/Conv/.test(layer));

describe('bad input', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['a stride of 0', () => new MaxPooling2D({ strides: 0 }), /MaxPooling2D.*strides.*got 0/],
    ['a window of 0', () => new AveragePooling1D(0), /AveragePooling1D.*poolSize.*got 0/],
    ['three sizes for two axes', () => new MaxPooling2D({ poolSize: [2, 2, 2] }), /poolSize.*\[2, 2, 2\]/],
    [
      'padding below 0',
      () =>
        new ZeroPadding2D({
          padding: [
            [-1, 0],
            [0, 0],
          ],
        }),
      /padding.*\[\[-1, 0\], \[0, 0\]\]/,
    ],
    ['a factor of 0', () => new UpSampling2D({ size: [0, 1] }), /size.*\[0, 1\]/],
    [
      'another interpolation',
      () => new UpSampling2D({ interpolation: 'cubic' as 'nearest' }),
      /'bilinear', 'bicubic', 'lanczos3', 'lanczos5', got "cubic"/,
    ],
  ])('%s', (_, make, text) => {
    expect(make).toThrow(ValueError);
    expect(make).toThrow(text);
  });

  it.each<[string, Layer, number[], RegExp]>([
    ['another rank', new MaxPooling2D(), [1, 8, 3], /MaxPooling2D.*rank 4.*\(1, 8, 3\)/],
    [
      'smaller than the window',
      new MaxPooling2D({ poolSize: 3 }),
      [1, 2, 8, 3],
      /at least as large.*\(3, 3\)/,
    ],
    ['smaller than what is cut', new Cropping2D({ cropping: 2 }), [1, 4, 8, 3], /2 \+ 2, on spatial axis 0/],
    ['no steps', new GlobalAveragePooling1D(), [2, 0, 3], /with positions, got \(2, 0, 3\)/],
  ])('an input of %s', (_, layer, shape, text) => {
    expect(() => layer.apply(zeros(shape))).toThrow(ShapeError);
    expect(() => layer.apply(zeros(shape))).toThrow(text);
  });
});

describe('GlobalAveragePooling1D', () => {
  it('takes the mean of the steps that a mask leaves, and passes no mask on', () => {
    const x = tensor([
      [[1], [2], [4]],
      [[3], [9], [27]],
    ]);
    const mask = tensor([
      [true, true, false],
      [false, true, true],
    ]);
    const layer = new GlobalAveragePooling1D();
    expect(layer.apply(x, { mask }).toArray()).toEqual([[1.5], [18]]);
    expect(() => layer.apply(x, { mask: tensor([[true, true]]) })).toThrow(
      /mask of shape \(2, 3\), got \(1, 2\)/,
    );
  });
});
