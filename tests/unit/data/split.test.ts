// trainTestSplit and shuffle: every sample once, arrays kept together, classes shared out, seeds repeatable.
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { shuffle, trainTestSplit } from '../../../ts/data/split.ts';
import { ShapeError, ValueError } from '../../../ts/errors.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';

const count = (length: number): number[] => Array.from({ length }, (_, i) => i);
const pairs = (length: number): number[][] => count(length).map((i) => [i, i + 100]);
const list = (tensor: Tensor): number[] => Array.from(tensor.data());

describe('trainTestSplit', () => {
  it('keeps the arrays of a sample together, every sample in one part', () => {
    const { train, test } = trainTestSplit({ x: pairs(11), y: Int32Array.from(count(11)) }, { seed: 3 });
    expect([train.x.shape, test.x.shape]).toEqual([
      [8, 2],
      [3, 2],
    ]);
    expect(train.y.dtype).toBe('int32');
    expect([...list(train.y), ...list(test.y)].sort((a, b) => a - b)).toEqual(count(11));
    expect(train.x.toArray()).toEqual(list(train.y).map((i) => [i, i + 100]));
  });

  it('gives tuples for a tuple, typed as such', () => {
    const { train, test } = trainTestSplit([pairs(4), count(4)], { testSize: 1, seed: 0 });
    expectTypeOf(train).toEqualTypeOf<readonly [Tensor, Tensor]>();
    expect([train.length, test[1].size]).toEqual([2, 1]);
  });

  it('types the parts by name', () => {
    const { train } = trainTestSplit({ x: count(4), y: count(4) });
    expectTypeOf(train).toEqualTypeOf<{ readonly x: Tensor; readonly y: Tensor }>();
  });

  it('takes the test part from the end without shuffling', () => {
    const { train, test } = trainTestSplit({ y: count(5) }, { testSize: 0.4, shuffle: false });
    expect([list(train.y), list(test.y)]).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  it.each([
    [100, 0.07, 7],
    [15, 0.2, 3],
    [10, 0.25, 3],
    [10, 9, 9],
    [2, 0.5, 1],
  ])('of %d samples with testSize %d puts %d in the test part', (length, testSize, expected) => {
    expect(trainTestSplit({ y: count(length) }, { testSize, seed: 1 }).test.y.size).toBe(expected);
  });

  it('shares every class out by its size, for any labels', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(labels, fc.nat(), (values, seed) => {
        const sizes = [0, 1, 2, 3].map((label) => values.filter((value) => value === label).length);
        fc.pre(!sizes.includes(1));
        const stratify = Int32Array.from(values);
        const { test } = trainTestSplit({ stratify }, { testSize: 0.3, seed, stratify });
        const total = test.stratify.size;
        sizes.forEach((size, label) => {
          const found = list(test.stratify).filter((value) => value === label).length;
          expect(Math.abs(found - (size * total) / values.length)).toBeLessThan(1);
        });
      }),
    );
  });

  it('repeats for a seed', () => {
    const split = (seed: number) => list(trainTestSplit({ y: count(30) }, { seed }).train.y);
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
  });

  it.each([
    [
      'arrays of different lengths',
      () => trainTestSplit({ x: pairs(3), y: count(4) }),
      ShapeError,
      'x: (3, 2), y: (4,)',
    ],
    ['no arrays', () => trainTestSplit({}), ShapeError, 'got none'],
    ['a scalar', () => trainTestSplit({ x: 3 }), ShapeError, 'x: ()'],
    ['one sample', () => trainTestSplit({ x: [1] }), ValueError, 'with 1 samples'],
    ['no samples', () => trainTestSplit({ x: new Float32Array() }), ValueError, 'with 0 samples'],
    ['testSize 0', () => trainTestSplit({ x: count(4) }, { testSize: 0 }), ValueError, '0 with 4 samples'],
    [
      'testSize 1.5',
      () => trainTestSplit({ x: count(4) }, { testSize: 1.5 }),
      ValueError,
      '1.5 with 4 samples',
    ],
    [
      'all in the test part',
      () => trainTestSplit({ x: count(4) }, { testSize: 4 }),
      ValueError,
      'from 1 to 3',
    ],
    [
      'a class with one sample',
      () => trainTestSplit({ x: count(4) }, { stratify: [0, 0, 0, 1] }),
      ValueError,
      'one of class 1',
    ],
    [
      'fewer test samples than classes',
      () => trainTestSplit({ x: count(4) }, { testSize: 1, stratify: [0, 0, 1, 1] }),
      ValueError,
      '3 and 1 samples',
    ],
    [
      'labels of another length',
      () => trainTestSplit({ x: count(4) }, { stratify: [0, 0, 1] }),
      ShapeError,
      '(3,)',
    ],
    [
      'stratify without shuffling',
      () => trainTestSplit({ x: count(4) }, { stratify: [0, 0, 1, 1], shuffle: false }),
      ValueError,
      'shuffle: false',
    ],
    [
      'a seed that is no whole number',
      () => trainTestSplit({ x: count(4) }, { seed: 1.5 }),
      ValueError,
      '1.5',
    ],
  ])('refuses %s', (_, call, kind, text) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(/^trainTestSplit: expected /);
    expect(call).toThrow(text);
  });
});

describe('shuffle', () => {
  it('keeps arrays together, and repeats for a seed', () => {
    const first = shuffle({ x: pairs(20), y: count(20) }, { seed: 5 });
    expect(first.x.toArray()).toEqual(list(first.y).map((i) => [i, i + 100]));
    expect(list(first.y).sort((a, b) => a - b)).toEqual(count(20));
    expect(list(first.y)).not.toEqual(count(20));
    expect(list(shuffle([count(20)], { seed: 5 })[0])).toEqual(list(first.y));
  });
});
