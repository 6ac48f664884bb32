/** The figures of the benchmark and its references; the peers are never installed by the tests. */

import { describe, expect, test } from 'vitest';
import { chooseCases } from '../../benchmarks/cases/index.ts';
import { erf, softmax } from '../../benchmarks/cases/layers-reference.ts';
import { mlpForward, mlpTrain } from '../../benchmarks/cases/mlp-reference.ts';
import {
  convolution,
  filterGradient,
  inputGradient,
  productRows,
} from '../../benchmarks/cases/product-reference.ts';
import { judge, largestError, median, pairedRatio, repeatsFor } from '../../benchmarks/statistics.ts';

describe('statistics', () => {
  test('the median of odd and even counts', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  test('a ratio is taken within a round, so that a slow moment of the machine cancels', () => {
    const own = [1, 10, 1, 1, 10];
    const peer = [8, 80, 8, 8, 80];
    expect(pairedRatio(peer, own)).toBe(8);
    expect(pairedRatio([], own)).toBeNaN();
  });

  test('a sample has at least one run', () => {
    expect(repeatsFor(100, 25)).toBe(4);
    expect(repeatsFor(100, 1e6)).toBe(1);
    expect(repeatsFor(100, 0)).toBe(1_000_000);
  });

  test('errors are relative to the reference or its rms, and never hide NaN or a wrong length', () => {
    expect(largestError([1, 2], [1, 2])).toBe(0);
    expect(largestError([3, 4.4], [3, 4])).toBeCloseTo(0.1);
    expect(largestError([0.1, 4], [0, 4])).toBeCloseTo(0.1 / Math.sqrt(8));
    expect(largestError([1, Number.NaN], [1, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(largestError([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
  });

  test('a target is reached, missed by so much, or was not measured', () => {
    expect(judge('', 2, 2, 'least', '×').verdict).toBe('reached');
    expect(judge('', 1.5, 2, 'least', '×').verdict).toBe('missed by 25 %');
    expect(judge('', 30, 25, 'most', 'ms').verdict).toBe('missed by 20 %');
    expect(judge('', Number.NaN, 2, 'least', '×', 'absent: gone').verdict).toBe('absent: gone');
  });
});

describe('the cases', () => {
  test('are chosen by group or by the start of their name', () => {
    expect(chooseCases(['threads']).map(({ id }) => id)).toEqual([
      'threads-gemm',
      'threads-convnet',
      'threads-mlp',
    ]);
    expect(chooseCases(['gemm-512']).map(({ id }) => id)).toEqual(['gemm-512']);
    expect(() => chooseCases(['gem-512'])).toThrow(/expected one of gemm, .* got 'gem-512'/);
  });

  test('have names of their own', () => {
    const ids = chooseCases([]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the references', () => {
  test('rows of a product', () => {
    const a = Float32Array.of(1, 2, 3, 4, 5, 6);
    const b = Float32Array.of(1, 0, 0, 1, 1, 1);
    expect([...productRows(a, b, [2, 2, 3], [1])]).toEqual([10, 11]);
  });

  test('a convolution and its gradients are adjoint', () => {
    const shape = { size: 4, channels: 2, filters: 3 };
    const values = (length: number): Float32Array =>
      Float32Array.from({ length }, (_, i) => ((i * 7) % 5) - 2);
    const [x, kernel, dy] = [values(32), values(54), values(48)];
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
      Array.from(a).reduce((sum, value, i) => sum + value * (b[i] as number), 0);
    const forward = dot(convolution(shape, x, kernel), dy);
    expect(dot(filterGradient(shape, x, dy), kernel)).toBe(forward);
    expect(dot(inputGradient(shape, kernel, dy), x)).toBe(forward);
  });

  test('erf and softmax', () => {
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 14);
    expect(erf(-3)).toBeCloseTo(-0.9999779095030014, 14);
    expect([...softmax(Float32Array.of(1, 1, 0, 0), 2)]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test('gradients of the MLP lower the loss, and the first loss of zero weights is log 10', () => {
    const weights = {
      w1: new Float32Array(784 * 128).map((_, i) => Math.sin(i) / 20),
      b1: new Float32Array(128),
      w2: new Float32Array(1280),
      b2: new Float32Array(10),
    };
    const x = new Float32Array(2 * 784).map((_, i) => (i % 3) / 2);
    const y = new Float32Array(20);
    y[3] = y[17] = 1;
    const losses = mlpTrain(weights, Array(8).fill({ x, y }));
    expect(losses[0]).toBeCloseTo(Math.log(10), 12);
    for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeLessThan(losses[i - 1] as number);
    const { probabilities } = mlpForward(
      Object.fromEntries(Object.entries(weights).map(([k, v]) => [k, Float64Array.from(v)])) as never,
      x,
    );
    for (const probability of probabilities) expect(probability).toBeCloseTo(0.1, 12);
  });
});
