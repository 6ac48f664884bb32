/** The figures of the benchmark; the peers are never installed by the tests. */

import { describe, expect, test } from 'vitest';
import { barChart } from '../../benchmarks/chart.ts';
import type { Result, Row } from '../../benchmarks/measure.ts';
import { mlpForward, mlpTrain, productRows } from '../../benchmarks/reference.ts';
import { caseTable, verdicts } from '../../benchmarks/report.ts';
import { largestError, median, pairedRatio, repeatsFor } from '../../benchmarks/statistics.ts';

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
});

describe('the reference', () => {
  test('rows of a product', () => {
    const a = Float32Array.of(1, 2, 3, 4, 5, 6);
    const b = Float32Array.of(1, 0, 0, 1, 1, 1);
    expect([...productRows(a, b, [2, 2, 3], [1])]).toEqual([10, 11]);
  });

  test('its gradients lower the loss, and the first loss of zero weights is log 10', () => {
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

describe('the report', () => {
  const row = (participant: string, samples: number[], problem?: string): Row => ({
    participant,
    samples,
    median: median(samples),
    minimum: Math.min(...samples),
    ratio: median(samples) / 2,
    error: 1e-7,
    problem,
    note: undefined,
  });
  const result: Result = {
    case: {
      id: 'gemm-512',
      group: 'gemm',
      title: 'GEMM 512³',
      kind: 'gemm',
      parameters: {},
      inputs: {},
      unit: 'product',
      unitsPerRun: 1,
      operations: 4e6,
      error: () => 0,
      tolerance: 1,
      targets: { fast: 2, slow: 2 },
    },
    rows: [row('oxigrad', [2]), row('fast', [3]), row('slow', [6]), row('gone', [], 'absent: not installed')],
  };

  test('a target is reached or not', () => {
    expect(verdicts(result).map(({ peer, reached }) => [peer, reached])).toEqual([
      ['fast', false],
      ['slow', true],
    ]);
  });

  test('a peer that is absent is a row that says so', () => {
    expect(caseTable(result)).toContain('| gone | absent: not installed |');
    expect(caseTable(result)).toContain('| slow | 6 ms | 6 ms | 3× | 1.0e-7 | 0.667 Gflop/s |');
  });

  test('the chart has a bar for every measured row', () => {
    const svg = barChart([result], 'a < b');
    expect(svg.match(/<rect[^>]*><title>/g)).toHaveLength(3);
    expect(svg).toContain('a &lt; b');
  });
});
