// Random operations: reproducible from their state, and distributed as they say. The numbers of the generator
// itself are held to its reference in the kernels' tests; bounds here are five standard errors wide.

import { expect } from 'vitest';
import { DTypeError, ShapeError, ValueError } from '../../../ts/errors.ts';
import { applyAll } from '../../../ts/ops/apply.ts';
import * as ops from '../../../ts/ops/index.ts';
import type { AnyOperation } from '../../../ts/ops/operation.ts';
import { bernoulliOperation } from '../../../ts/ops/random/bernoulli.ts';
import { dropoutApplyOperation, dropoutOperation } from '../../../ts/ops/random/dropout.ts';
import { normalOperation } from '../../../ts/ops/random/normal.ts';
import { randintOperation } from '../../../ts/ops/random/randint.ts';
import { advanceOperation } from '../../../ts/ops/random/seed.ts';
import { truncatedNormalOperation } from '../../../ts/ops/random/truncated-normal.ts';
import { uniformOperation } from '../../../ts/ops/random/uniform.ts';
import { type Bad, grid, type OperationCase, whole } from '../case.ts';
import { make } from '../run.ts';

const state = make([4], 'int32', [42, 7, 3, 0]);
const shapes: readonly (readonly number[])[] = [[100, 100], [], [1], [0, 2], [7]];

/** Checks mean and standard deviation where there are enough draws to know them. */
function moments(values: ArrayLike<number>, mean: number, deviation: number): void {
  if (values.length < 1000) return;
  const list = Array.from(values);
  const own = list.reduce((sum, value) => sum + value, 0) / list.length;
  const spread = Math.sqrt(list.reduce((sum, value) => sum + (value - own) ** 2, 0) / list.length);
  expect(Math.abs(own - mean)).toBeLessThan((5 * deviation) / Math.sqrt(list.length));
  expect(Math.abs(spread / deviation - 1)).toBeLessThan(5 / Math.sqrt(list.length));
}

function draws(
  operation: AnyOperation,
  attributes: object,
  check: (values: readonly number[]) => void,
  bad: readonly Bad[],
): OperationCase[] {
  return shapes.map((shape) => ({
    operation,
    attributes: { ...attributes, shape },
    inputs: [state],
    check: (y) => check([...(y?.data() ?? [])]),
    bad,
  }));
}

const within = (values: readonly number[], low: number, high: number): void => {
  for (const value of values) {
    expect(value).toBeGreaterThanOrEqual(low);
    expect(value).toBeLessThanOrEqual(high);
  }
};

const badSeed: Bad = [() => ops.uniform([1], { seed: -1 }), ValueError];
const badShape: Bad = [() => ops.normal([-1]), ShapeError];

const dropouts: OperationCase[] = ([[20, 50], [3, 5], [1], [0, 2]] as const).flatMap(
  (shape, index): OperationCase[] => [
    {
      operation: dropoutOperation,
      attributes: { rate: 0.25 },
      inputs: [state, grid(shape, 1, 2, index)],
      check: (y, mask) => {
        const x = grid(shape, 1, 2, index).data();
        y?.data().forEach((value, place) => {
          const kept = mask?.data()[place] === 1;
          expect(value).toBeCloseTo(kept ? (x[place] as number) / 0.75 : 0, 6);
        });
        if (x.length >= 1000) moments(mask?.data() ?? [], 0.75, Math.sqrt(0.75 * 0.25));
      },
      bad: [
        [() => ops.dropout([1], 1.5), ValueError],
        [() => ops.dropout([1], Number.NaN), ValueError],
        [() => applyAll(dropoutOperation, [state, whole([2], 0, 1)], { rate: 0.5 }), DTypeError],
      ],
    },
    {
      operation: dropoutApplyOperation,
      attributes: { rate: 0.2 },
      inputs: [grid(shape, -2, 2, index), whole(shape, 0, 2, index, 'bool')],
      expected: (x, mask) => [(x as number[]).map((value, place) => (mask?.[place] === 1 ? value / 0.8 : 0))],
      bad: [
        [
          () =>
            applyAll(dropoutApplyOperation, [whole([2], 0, 1), whole([2], 0, 2, 1, 'bool')], { rate: 0.5 }),
          DTypeError,
        ],
      ],
    },
  ],
);

export const cases: readonly OperationCase[] = [
  ...draws(
    uniformOperation,
    { minval: -1, maxval: 3 },
    (values) => {
      within(values, -1, 3);
      expect(values).not.toContain(3);
      moments(values, 1, 4 / Math.sqrt(12));
    },
    [[() => ops.uniform([1], { minval: 1, maxval: 0 }), ValueError], badSeed],
  ),
  ...draws(normalOperation, { mean: 1, deviation: 2 }, (values) => moments(values, 1, 2), [
    [() => ops.normal([1], { stddev: -1 }), ValueError],
    badShape,
  ]),
  ...draws(
    truncatedNormalOperation,
    { mean: 1, deviation: 2 },
    (values) => {
      within(values, -3, 5);
      // 1 - 4·φ(2)/(2Φ(2) - 1) is the variance of what lies within two deviations.
      moments(values, 1, 2 * Math.sqrt(0.7737413));
    },
    [[() => ops.truncatedNormal([1], { stddev: Number.NaN }), ValueError]],
  ),
  ...draws(
    randintOperation,
    { minval: -3, maxval: 4 },
    (values) => {
      within(values, -3, 3);
      for (const value of values) expect(Number.isInteger(value)).toBe(true);
      moments(values, 0, 2);
    },
    [
      [() => ops.randint([1], 3, 3), ValueError],
      [() => ops.randint([1], 0, 2.5), ValueError],
    ],
  ),
  ...draws(
    bernoulliOperation,
    { probability: 0.3 },
    (values) => {
      for (const value of values) expect([0, 1]).toContain(value);
      moments(values, 0.3, Math.sqrt(0.21));
    },
    [[() => ops.bernoulli([1], 1.1), ValueError]],
  ),
  ...dropouts,
  {
    operation: advanceOperation,
    attributes: { blocks: 5 },
    inputs: [make([4], 'int32', [1, 2, -3, 0])],
    // The counter is 64 bits, the lower word first: -3 + 5 carries.
    expected: () => [[1, 2, 2, 1]],
    bad: [badSeed],
  },
];
