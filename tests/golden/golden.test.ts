// The golden reader itself: the comparison's rule and message, and data built here as mlp-run.py builds it.

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MlpFitCase, MlpStepsCase } from './cases.ts';
import type { GoldenTensor } from './golden.ts';
import { expectClose, golden, mlpData, mlpWeights, toFloat32 } from './golden.ts';

describe('expectClose', () => {
  test('holds to relative error of the larger of the value and the rms', () => {
    expectClose([1.000009, 0.000005], [1, 0]);
    expect(() => expectClose([1.00002, 0], [1, 0])).toThrow(/expected 1 at index 0, got 1.00002/);
    expect(() => expectClose([1, 0.00001], [1, 0])).toThrow(/index 1/);
    expect(() => expectClose([1e-8], [2e-8], { compare: 'value' })).toThrow(/1 of 1 values differ/);
  });
  test('takes NaN for NaN, an infinity only for itself', () => {
    expectClose([Number.NaN, Number.POSITIVE_INFINITY, 1], [Number.NaN, Number.POSITIVE_INFINITY, 1]);
    expect(() => expectClose([1], [Number.NaN])).toThrow(/expected NaN at index 0, got 1/);
    expect(() => expectClose([Number.NaN], [1])).toThrow(/got NaN/);
    expect(() => expectClose([3e38], [Number.POSITIVE_INFINITY])).toThrow(/expected Infinity/);
    expect(() => expectClose([Number.NEGATIVE_INFINITY], [Number.POSITIVE_INFINITY])).toThrow(/index 0/);
  });
  test('names a wrong count', () => {
    expect(() => expectClose([1, 2], [1], { name: 'kernel' })).toThrow('kernel: expected 1 values, got 2.');
  });
});

test('every golden file says what made it and has cases', () => {
  const topics = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.json'));
  expect(topics.length).toBeGreaterThan(0);
  for (const topic of topics) {
    const file = golden(topic.replace('.json', ''));
    expect(file.generated_by['keras']).toMatch(/^3\./);
    expect(file.generated_by['backend']).toBe('jax');
    expect(file.cases.length).toBeGreaterThan(0);
  }
});

test('the data and weights of the MLP runs are those Keras had', () => {
  interface Extra {
    data: { sum: number; first_row: GoldenTensor; labels: GoldenTensor };
    weights: Record<string, { sum: number; first: GoldenTensor }>;
  }
  const run = golden<MlpStepsCase | MlpFitCase, Extra>('mlp-run');
  const { x, labels } = mlpData();
  expect(x.reduce((sum, value) => sum + value, 0)).toBe(run.data.sum);
  expect(x.slice(0, 64)).toEqual(toFloat32(run.data.first_row));
  expect([...labels.slice(0, 40)]).toEqual(run.data.labels.data);
  for (const { name, values } of mlpWeights()) {
    expect(values.slice(0, 4)).toEqual(toFloat32(run.weights[name]?.first as GoldenTensor));
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(run.weights[name]?.sum as number, 9);
  }
});
