// toCategorical and normalize, held to the values that keras.utils gives (Keras 3.15.1).
import { describe, expect, it } from 'vitest';
import { toCategorical } from '../../../ts/data/categorical.ts';
import { normalize } from '../../../ts/data/normalize.ts';
import { ShapeError, ValueError } from '../../../ts/errors.ts';
import { tensor } from '../../../ts/tensor/create.ts';

describe('toCategorical', () => {
  it('makes one-hot rows, counting the classes', () => {
    const y = toCategorical([0, 2, 1]);
    expect([y.dtype, y.toArray()]).toEqual([
      'float32',
      [
        [1, 0, 0],
        [0, 0, 1],
        [0, 1, 0],
      ],
    ]);
  });

  it.each([
    [[3], [3, 5]],
    [
      [3, 1],
      [3, 5],
    ],
    [[1], [1, 5]],
    [
      [2, 3],
      [2, 3, 5],
    ],
    [
      [2, 3, 1],
      [2, 3, 5],
    ],
    [
      [1, 1],
      [1, 5],
    ],
    [[], [5]],
  ])('turns shape %j into %j', (shape, expected) => {
    const size = shape.reduce((product, length) => product * length, 1);
    expect(toCategorical(tensor(new Int32Array(size), { shape }), 5).shape).toEqual(expected);
  });

  it('takes no values when the number of classes is given', () => {
    expect(toCategorical(new Int32Array(), 3).shape).toEqual([0, 3]);
    expect(() => toCategorical(new Int32Array())).toThrow(ShapeError);
  });

  it.each([
    ['a class too large', [0, 3], 3, 'whole numbers from 0 to 2, got 3 at position 1'],
    ['a negative class', [-1, 1], undefined, 'got -1 at position 0'],
    ['a fraction', [0.5], undefined, 'got 0.5 at position 0'],
    ['NaN', [0, Number.NaN], 2, 'got NaN at position 1'],
    ['infinity', [Number.POSITIVE_INFINITY], undefined, 'numClasses'],
    ['no classes', [0], 0, 'numClasses to be a whole number from 1 to 2147483647, got 0'],
  ])('refuses %s', (_, values, numClasses, text) => {
    expect(() => toCategorical(values, numClasses)).toThrow(ValueError);
    expect(() => toCategorical(values, numClasses)).toThrow(text);
  });
});

describe('normalize', () => {
  const x = [
    [3, -4, 0],
    [0, 0, 0],
  ];

  it.each([
    [
      -1,
      2,
      [
        [0.6, -0.8, 0],
        [0, 0, 0],
      ],
    ],
    [
      -1,
      1,
      [
        [3 / 7, -4 / 7, 0],
        [0, 0, 0],
      ],
    ],
    [
      1,
      Number.POSITIVE_INFINITY,
      [
        [0.75, -1, 0],
        [0, 0, 0],
      ],
    ],
    [
      0,
      2,
      [
        [1, -1, 0],
        [0, 0, 0],
      ],
    ],
  ] as const)('along axis %d with order %d', (axis, order, expected) => {
    const found = normalize(x, axis, order).data();
    expected.flat().forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 6);
    });
  });

  it('takes a middle axis', () => {
    const y = normalize(tensor([1, 2, 3, 4, 5, 6, 7, 8], { shape: [2, 2, 2] }), 1, 1).data();
    [1 / 4, 2 / 6, 3 / 4, 4 / 6, 5 / 12, 6 / 14, 7 / 12, 8 / 14].forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 6);
    });
  });

  it('keeps shapes without elements, makes a scalar a vector, passes NaN on', () => {
    expect(normalize(tensor(new Float32Array(), { shape: [0, 3] })).shape).toEqual([0, 3]);
    expect(normalize(tensor(new Float32Array(), { shape: [3, 0] })).shape).toEqual([3, 0]);
    expect(normalize(-2).toArray()).toEqual([-1]);
    expect(normalize([Number.NaN, 1], -1, Number.POSITIVE_INFINITY).toArray()).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('refuses other orders and axes', () => {
    expect(() => normalize(x, -1, 3 as 2)).toThrow('normalize: expected order 1, 2 or Infinity, got 3.');
    expect(() => normalize(x, 2)).toThrow(ValueError);
  });
});
