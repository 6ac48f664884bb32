// The digits that scikit-learn ships, embedded: 1,797 handwritten digits of 8×8 pixels (E. Alpaydin and C. Kaynak,
// 1998, UCI Machine Learning Repository, https://doi.org/10.24432/C50P49, CC BY 4.0).

import { inflateSync } from 'fflate';
import { checkKeys } from '../closest.ts';
import { takeRows } from '../data/rows.ts';
import { splitIndices } from '../data/split.ts';
import type { HostArray } from '../io/array.ts';
import { decodeBase64 } from '../io/base64.ts';
import { digitsCount, digitsPacked } from './digits.data.ts';
import { type LabelledData, labelled } from './labelled.ts';

/** Options of {@link digits}. */
export interface DigitsOptions {
  /** Seed of the split. Default 0, so that every run has the same parts. */
  readonly seed?: number;
  /** Share of the samples in the test part, between 0 and 1. Default 0.2: 1,437 train, 360 test. */
  readonly testSplit?: number;
}

const PIXELS = 64;
const CLASSES = 10;
const LARGEST_PIXEL = 16;

/** Pixels (n, 64) from 0 to 16 and classes (n,), in scikit-learn's order. */
export function digitsArrays(): { pixels: HostArray; classes: HostArray } {
  const bytes = inflateSync(decodeBase64(digitsPacked));
  const end = digitsCount * PIXELS;
  return {
    pixels: { data: bytes.subarray(0, end), shape: [digitsCount, PIXELS], dtype: 'uint8' },
    classes: { data: bytes.subarray(end), shape: [digitsCount], dtype: 'uint8' },
  };
}

/**
 * 1,797 handwritten digits of 8×8 pixels, from scikit-learn's `load_digits`; embedded, nothing is downloaded.
 *
 * x has shape (n, 64), float32, pixels divided by 16; y is one-hot (n, 10); labels are int32 (n,). The two parts have
 * the same share of every class, and are the same for the same seed on every runtime.
 *
 * @throws ValueError for a seed that is no whole number ≥ 0, or a testSplit that leaves a part without samples.
 */
export async function digits(options: DigitsOptions = {}): Promise<LabelledData> {
  const { pixels, classes } = digitsArrays();
  const { seed = 0, testSplit = 0.2 } = checkKeys('digits', options, 'seed testSplit');
  const { train, test } = splitIndices(digitsCount, { seed, testSize: testSplit }, classes, 'digits');
  const part = (indices: Int32Array) =>
    labelled(takeRows(pixels, indices), LARGEST_PIXEL, takeRows(classes, indices), CLASSES);
  return { train: part(train), test: part(test) };
}
