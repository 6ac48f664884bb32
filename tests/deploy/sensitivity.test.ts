// Which weights can do with few bits, and the choice that follows.

import { beforeAll, describe, expect, it } from 'vitest';
import { digits } from '../../ts/datasets/index.ts';
import {
  exportArtifact,
  mixedPrecision,
  type QuantizedWeight,
  sensitivity,
  type WeightSensitivity,
} from '../../ts/deploy/index.ts';
import { measure } from '../../ts/deploy/measure.ts';
import { ValueError } from '../../ts/errors.ts';
import {
  BatchNormalization,
  Conv2D,
  Dense,
  Flatten,
  multiply,
  Sequential,
  setRandomSeed,
  tensor,
} from '../../ts/index.ts';
import type { Variable } from '../../ts/tensor/variable.ts';

beforeAll(() => setRandomSeed(11));

/** Digits, and a network that knows them, one layer of which has a column that makes rounding coarse for the others. */
async function planted(): Promise<{ model: Sequential; data: Awaited<ReturnType<typeof digits>> }> {
  const data = await digits();
  const model = new Sequential([
    new Dense(32, { activation: 'relu', inputShape: [64] }),
    new Dense(32, { activation: 'relu', name: 'planted' }),
    new Dense(10, { activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  await model.fit(data.train.x, data.train.y, { epochs: 15, batchSize: 32, verbose: 0 });
  // What is divided by 1,000 before is multiplied after: the same network, but for its scales.
  const [first, bias, second] = model.weights as [Variable, Variable, Variable];
  const factors = Array.from({ length: 32 }, (_, unit) => (unit === 7 ? 1e-3 : 1));
  first.assign(multiply(first.value, tensor(factors)));
  bias.assign(multiply(bias.value, tensor(factors)));
  second.assign(multiply(second.value, tensor(factors.map((factor) => [1 / factor]))));
  return { model, data };
}

describe('sensitivity', () => {
  it('ranks a planted bad layer first, and mixed precision wins its loss back', async () => {
    const { model, data } = await planted();
    const before = model.weights.map((variable) => [...variable.data()]);
    const table = await sensitivity(model, data.train);
    expect(table.map(({ name }) => name)).toContain('planted/kernel');
    expect(table).toHaveLength(3);
    const [worst] = table as [WeightSensitivity];
    expect(worst.name).toBe('planted/kernel');
    expect(worst.bytes).toBe(4 * 32 * 32);
    for (const { bits, milliseconds } of table) {
      expect(milliseconds).toBeGreaterThanOrEqual(0);
      expect(bits[8].sqnr).toBeGreaterThanOrEqual(bits[4].sqnr);
      expect(bits[4].sqnr).toBeGreaterThanOrEqual(bits[3].sqnr);
    }
    expect(model.weights.map((variable) => [...variable.data()])).toEqual(before);
    const loss = async (bits: 4 | ReturnType<typeof mixedPrecision>['bits']): Promise<number> => {
      const bytes = await exportArtifact(model, { quantize: { bits, activationBits: 32 } });
      const { accuracy } = await measure(bytes, data.test);
      return 1 - accuracy;
    };
    const [base, low, mixed] = [
      1 - (await measure(await exportArtifact(model), data.test)).accuracy,
      await loss(4),
      await loss(mixedPrecision(table, { maxLoss: 0.02, fewest: 4 }).bits),
    ];
    expect(low - base).toBeGreaterThan(0.05);
    expect(mixed - base).toBeLessThanOrEqual(0.05 * (low - base) + 1e-9);
  });

  it('gives each weight its own bits, those of folded ones too', async () => {
    const model = new Sequential([
      new Conv2D(16, 3, { inputShape: [8, 8, 4], name: 'conv' }),
      new BatchNormalization(),
      new Flatten(),
      new Dense(12, { name: 'head' }),
    ]);
    const rows: QuantizedWeight[] = [];
    const sizes = await Promise.all(
      [8 as const, (weight: string) => (weight === 'conv/kernel' ? (3 as const) : (32 as const))].map(
        async (bits) => {
          const options = { quantize: { bits }, onQuantized: (row: QuantizedWeight) => void rows.push(row) };
          return (await exportArtifact(model, options)).length;
        },
      ),
    );
    expect(sizes[0]).toBeLessThan(sizes[1] as number);
    const [conv, head] = rows.slice(2) as [QuantizedWeight, QuantizedWeight];
    expect([conv.quantized, head.quantized, head.reason]).toEqual([
      true,
      false,
      'left as float32 by bits or filter',
    ]);
    await expect(exportArtifact(model, { quantize: { bits: () => 5 as never } })).rejects.toThrow(ValueError);
  });

  it('adds bits where a byte wins most, until the loss allows', () => {
    const row = (name: string, bytes: number, ...losses: [number, number, number]): WeightSensitivity => ({
      ...{ name, bytes, milliseconds: 0 },
      bits: {
        3: { sqnr: 0, loss: losses[0] },
        4: { sqnr: 0, loss: losses[1] },
        8: { sqnr: 0, loss: losses[2] },
      },
    });
    const table = [row('large', 4000, 0.4, 0.4, 0.01), row('small', 40, 0.3, 0.2, 0.05)];
    const bitsAt = (maxLoss: number): number[] => {
      const { bits } = mixedPrecision(table, { maxLoss });
      return ['large', 'small', 'other'].map((name) => (typeof bits === 'function' ? bits(name) : bits));
    };
    expect(bitsAt(1)).toEqual([3, 3, 32]);
    expect(bitsAt(0.5)).toEqual([3, 8, 32]);
    expect(bitsAt(0.1)).toEqual([8, 32, 32]);
    expect(bitsAt(0)).toEqual([32, 32, 32]);
    expect(() => mixedPrecision(table, { maxLoss: -1 })).toThrow(ValueError);
  });

  it('needs a compiled model, and samples', async () => {
    const { train } = await digits();
    const model = new Sequential([new Dense(10, { inputShape: [64] })]);
    await expect(sensitivity(model, train)).rejects.toThrow(ValueError);
    model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    await expect(sensitivity(model, train, { samples: 0 })).rejects.toThrow(ValueError);
  });
});
