// Initializers against the facts of real Keras (tests/golden/initializers.py): fans, bounds, means and deviations
// of many seeded draws, exact values of the constant ones, orthogonality; and their configs.

import { describe, expect, it } from 'vitest';
import type { Config } from '../../ts/config/config.ts';
import { computeFans, getInitializer, type InitializerName } from '../../ts/initializers/index.ts';
import { matmul } from '../../ts/ops/linear/matmul.ts';
import { reshape } from '../../ts/ops/shape/reshape.ts';
import { transpose } from '../../ts/ops/shape/transpose.ts';
import type { InitializerCase } from '../golden/cases.ts';
import { expectClose, golden } from '../golden/golden.ts';

const { cases } = golden<InitializerCase>('initializers');

function initializerOf(one: InitializerCase, seed?: number) {
  const extra = seed === undefined ? {} : { seed };
  return getInitializer({
    class_name: one.initializer as InitializerName,
    config: { ...(one.config as Config), ...extra },
  });
}

/** What Keras leaves out of the config of Identity. */
const gains: Record<string, number> = { 'Identity {} [2, 4]': 0.5 };

describe('initializers match Keras', () => {
  it.each(cases.filter((one) => one.fan_in !== undefined).map((one) => [one.name, one] as const))(
    '%s',
    (_, one) => {
      expect(computeFans(one.shape)).toEqual({ fanIn: one.fan_in, fanOut: one.fan_out });
    },
  );

  it.each(cases.filter((one) => one.kind !== undefined).map((one) => [one.name, one] as const))(
    '%s',
    (_, one) => {
      const count = one.measured_count as number;
      const values: number[] = [];
      for (let seed = 0; values.length < count; seed++) {
        const drawn = initializerOf(one, seed).call(one.shape);
        expect(drawn.shape).toEqual(one.shape);
        values.push(...drawn.data());
      }
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
      );
      const expected = one.standard_deviation as number;
      // Five standard errors of the mean and of the deviation; the seeds are fixed.
      expect(Math.abs(mean - (one.mean as number))).toBeLessThan((5 * expected) / Math.sqrt(count));
      expect(Math.abs(deviation - expected)).toBeLessThan((5 * expected) / Math.sqrt(2 * count));
      const [low, high] = [one.minimum ?? Number.NEGATIVE_INFINITY, one.maximum ?? Number.POSITIVE_INFINITY];
      const slack = 1e-6 * Math.max(Math.abs(one.minimum ?? 0), Math.abs(one.maximum ?? 0));
      expect(values.every((value) => value >= low - slack && value <= high + slack)).toBe(true);
      expect(initializerOf(one).getConfig()).toEqual(one.config);
    },
  );

  it.each(cases.filter((one) => one.values !== undefined).map((one) => [one.name, one] as const))(
    '%s',
    (name, one) => {
      const gain = gains[name.replace(/gain=.*? /, '')];
      const initializer = getInitializer({
        class_name: one.initializer as InitializerName,
        config: { ...(one.config as Config), ...(gain === undefined ? {} : { gain }) },
      });
      const values = one.values as NonNullable<typeof one.values>;
      expectClose(initializer.call(one.shape).data(), values, { compare: 'exact' });
      expect(initializer.getConfig()).toMatchObject(one.config as object);
    },
  );

  it.each(cases.filter((one) => 'gram' in one).map((one) => [one.name, one] as const))('%s', (_, one) => {
    const gram = (one as unknown as { gram: Parameters<typeof expectClose>[1] }).gram;
    const drawn = reshape(initializerOf(one).call(one.shape), [-1, one.shape.at(-1) as number]);
    const [rows, columns] = drawn.shape as [number, number];
    const product = rows >= columns ? matmul(transpose(drawn), drawn) : matmul(drawn, transpose(drawn));
    expectClose(product.data(), gram);
    expect(initializerOf(one).getConfig()).toEqual(one.config);
  });
});
