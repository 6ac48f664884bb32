// The embedded digits: scikit-learn's bytes, the documented shapes and scaling, and a seeded stratified split.
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { digitsSha256 } from '../../../ts/datasets/digits.data.ts';
import { digits, digitsArrays } from '../../../ts/datasets/digits.ts';
import { ValueError } from '../../../ts/errors.ts';
import { sha256 } from '../../../ts/io/sha256.ts';

describe('digitsArrays', () => {
  it('holds the bytes that the generator read from scikit-learn', async () => {
    const { pixels, classes } = digitsArrays();
    const bytes = Uint8Array.from([...pixels.data, ...classes.data]);
    expect(await sha256(bytes)).toBe(digitsSha256);
    // load_digits().data[0] and .target[:10], as scikit-learn 1.9.1 prints them.
    expect(Array.from(pixels.data.subarray(0, 16))).toEqual([
      0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0,
    ]);
    expect(Array.from(classes.data.subarray(0, 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('takes at most 120 KB of source', () => {
    expect(statSync(new URL('../../../ts/datasets/digits.data.ts', import.meta.url)).size).toBeLessThan(
      120_000,
    );
  });
});

describe('digits', () => {
  it('has the documented shapes, dtypes and range', async () => {
    const { train, test } = await digits();
    for (const [part, count] of [
      [train, 1437],
      [test, 360],
    ] as const) {
      expect([part.x.shape, part.x.dtype]).toEqual([[count, 64], 'float32']);
      expect([part.y.shape, part.y.dtype]).toEqual([[count, 10], 'float32']);
      expect([part.labels.shape, part.labels.dtype]).toEqual([[count], 'int32']);
      const x = part.x.data();
      expect(x.every((value) => value >= 0 && value <= 1 && Number.isInteger(value * 16))).toBe(true);
      const y = part.y.data();
      part.labels.data().forEach((label, sample) => {
        const row = Array.from(y.subarray(sample * 10, sample * 10 + 10));
        expect(row).toEqual(Array.from({ length: 10 }, (_, index) => Number(index === label)));
      });
    }
  });

  it('holds every sample once, each with its own label', async () => {
    const { pixels, classes } = digitsArrays();
    const key = (row: ArrayLike<number>, label: number): string => `${Array.from(row).join(',')}:${label}`;
    const wanted = Array.from(classes.data, (label, i) =>
      key(pixels.data.subarray(i * 64, i * 64 + 64), label),
    );
    const { train, test } = await digits({ seed: 9 });
    const found = [train, test].flatMap((part) => {
      const x = part.x.data().map((value) => value * 16);
      return Array.from(part.labels.data(), (label, i) => key(x.subarray(i * 64, i * 64 + 64), label));
    });
    expect(found.sort()).toEqual(wanted.sort());
  });

  it('has the share of each class in the test part that it has in the whole', async () => {
    const { classes } = digitsArrays();
    const { test } = await digits({ seed: 4 });
    const count = (labels: ArrayLike<number>, wanted: number): number =>
      Array.from(labels).filter((label) => label === wanted).length;
    for (let label = 0; label < 10; label++) {
      const exact = (count(classes.data, label) * 360) / 1797;
      expect(Math.abs(count(test.labels.data(), label) - exact)).toBeLessThan(1);
    }
  });

  it('is the same for the same seed, and 0 is the default', async () => {
    const labels = async (seed?: number) =>
      Array.from((await digits(seed === undefined ? {} : { seed })).train.labels.data());
    expect(await labels()).toEqual(await labels(0));
    expect(await labels(1)).not.toEqual(await labels(0));
  });

  it('takes another share', async () => {
    const { train, test } = await digits({ testSplit: 0.5 });
    expect([train.x.shape[0], test.x.shape[0]]).toEqual([898, 899]);
  });

  it.each([{ seed: -1 }, { seed: 0.5 }, { testSplit: 0 }, { testSplit: -0.2 }, { testSplit: Number.NaN }])(
    'refuses %j',
    async (options) => {
      await expect(digits(options)).rejects.toThrow(ValueError);
      await expect(digits(options)).rejects.toThrow(/^digits: expected /);
    },
  );
});
