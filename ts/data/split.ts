// Splitting samples into training and test parts, and shuffling arrays together (as scikit-learn's train_test_split).
import { checkKeys } from '../closest.ts';
import { isWithin, ShapeError, show, showShape, ValueError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { toHost, toTensor } from './host.ts';
import { permutation, type RandomStream, randomStream, shuffleInPlace } from './random.ts';
import { commonLength, takeRows } from './rows.ts';

/** Arrays with one entry per sample, as a tuple or by name. */
export type Samples = readonly TensorLike[] | Readonly<Record<string, TensorLike>>;

/** The same arrays as tensors. */
export type SampleTensors<T extends Samples> = { [K in keyof T]: Tensor };

/**
 * Splits arrays of samples into a training and a test part, the same samples in each array.
 *
 * `trainTestSplit({ x, y }, { testSize: 0.2, seed: 1, stratify: labels })` returns
 * `{ train: { x, y }, test: { x, y } }`; a tuple `[x, y]` gives tuples.
 *
 * @param arrays Shapes (n, …), all with the same n.
 * @throws ShapeError when lengths differ; ValueError for a testSize or seed out of range, or classes with one sample.
 */
export function trainTestSplit<const T extends Samples>(
  arrays: T,
  options: SplitOptions & { readonly stratify?: TensorLike } = {},
): { train: SampleTensors<T>; test: SampleTensors<T> } {
  const where = 'trainTestSplit';
  checkKeys(where, options, 'testSize seed shuffle stratify');
  const labels = options.stratify === undefined ? undefined : toHost(options.stratify, where);
  const { length, take } = openSamples(arrays, where);
  const indices = splitIndices(length, options, labels, where);
  return { train: take(indices.train), test: take(indices.test) };
}

/**
 * Arrays of samples in a new random order, the same in each array.
 *
 * @param arrays Shapes (n, …), all with the same n, as a tuple or by name.
 * @param options.seed Whole number; the same seed gives the same order on every runtime. Default: drawn from the
 *   global seed.
 * @throws ShapeError when lengths differ; ValueError for a seed out of range.
 */
export function shuffle<const T extends Samples>(
  arrays: T,
  options: { readonly seed?: number } = {},
): SampleTensors<T> {
  const { length, take } = openSamples(arrays, 'shuffle');
  return take(permutation(length, checkKeys('shuffle', options, 'seed').seed, 'shuffle'));
}

interface OpenSamples<T extends Samples> {
  readonly length: number;
  take(indices: Int32Array): SampleTensors<T>;
}

function openSamples<T extends Samples>(arrays: T, where: string): OpenSamples<T> {
  if (typeof arrays !== 'object' || arrays === null)
    throw new ValueError(where, 'arrays in a list or an object', show(arrays));
  const hosts = Object.entries(arrays).map(([name, values]) => [name, toHost(values, where)] as const);
  const length = commonLength(hosts, where);
  const take = (indices: Int32Array): SampleTensors<T> => {
    const taken = hosts.map(([name, host]) => [name, toTensor(takeRows(host, indices))] as const);
    const result = Array.isArray(arrays) ? taken.map(([, tensor]) => tensor) : Object.fromEntries(taken);
    return result as SampleTensors<T>;
  };
  return { length, take };
}

/** How many samples go to the test part, and in what order samples are drawn. */
export interface SplitOptions {
  /** Share of the samples from 0 to 1 (excluded), rounded up, or their number when ≥ 1. Default 0.25. */
  readonly testSize?: number;
  /** Whole number; the same seed gives the same split. Left out, it is drawn from the global seed. */
  readonly seed?: number;
  /** Draw samples in random order. Default true; false takes the test part from the end. */
  readonly shuffle?: boolean;
}

/** The numbers of the samples in each part. */
export interface SplitIndices {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Which of `length` samples go to which part.
 *
 * @param labels One class per sample, to give both parts the shares that classes have in the whole.
 * @throws ValueError when a part would be empty, or smaller than the number of classes, or a class has one sample;
 *   ShapeError for labels of another length.
 */
export function splitIndices(
  length: number,
  options: SplitOptions,
  labels?: HostArray,
  where = 'splitIndices',
): SplitIndices {
  const test = testCount(length, options.testSize ?? 0.25, where);
  if (labels !== undefined) {
    if (options.shuffle === false) {
      throw new ValueError(
        where,
        'shuffle: true together with stratify',
        'shuffle: false',
        'Leave one of them out.',
      );
    }
    return splitByClass(length, test, labels, randomStream(options.seed, 0, where), where);
  }
  if (options.shuffle === false) {
    const all = Int32Array.from({ length }, (_, i) => i);
    return { train: all.slice(0, length - test), test: all.slice(length - test) };
  }
  const order = permutation(length, options.seed, where);
  return { train: order.slice(test), test: order.slice(0, test) };
}

/** The number of test samples, as scikit-learn counts: a share is rounded up. */
function testCount(length: number, testSize: number, where: string): number {
  const isShare = isWithin(testSize, Number.MIN_VALUE) && testSize < 1;
  // A share times a length may land a rounding error above a whole number: 7 % of 100 is 7, not 8.
  const count = isShare ? Math.ceil(testSize * length - 1e-9 * length) : testSize;
  if (!Number.isInteger(count) || count < 1 || count >= length) {
    const rule = `testSize to leave samples in both parts (a share between 0 and 1, or a number from 1 to ${length - 1})`;
    throw new ValueError(where, rule, `${show(testSize)} with ${length} samples`);
  }
  return count;
}

function splitByClass(
  length: number,
  test: number,
  labels: HostArray,
  random: RandomStream,
  where: string,
): SplitIndices {
  if (labels.shape.length !== 1 || labels.shape[0] !== length) {
    throw new ShapeError(where, `stratify to have shape (${length},)`, showShape(labels.shape));
  }
  const members = new Map<number, number[]>();
  labels.data.forEach((label, sample) => {
    const list = members.get(label);
    if (list === undefined) members.set(label, [sample]);
    else list.push(sample);
  });
  const classes = Array.from(members.keys()).sort((a, b) => a - b);
  const lonely = classes.find((label) => members.get(label)?.length === 1);
  if (lonely !== undefined) {
    const rule = 'at least two samples of each class in stratify';
    throw new ValueError(where, rule, `one of class ${lonely}`, 'Remove it, or leave stratify out.');
  }
  if (Math.min(test, length - test) < classes.length) {
    const rule = `parts with at least one sample for each of ${classes.length} classes`;
    throw new ValueError(
      where,
      rule,
      `${length - test} and ${test} samples`,
      'Change testSize, or leave stratify out.',
    );
  }
  const counts = apportion(
    classes.map((label) => (members.get(label) as number[]).length),
    test,
    length,
  );
  const parts: { train: number[]; test: number[] } = { train: [], test: [] };
  classes.forEach((label, index) => {
    const samples = members.get(label) as number[];
    shuffleInPlace(samples, random);
    const count = counts[index] as number;
    parts.test.push(...samples.slice(0, count));
    parts.train.push(...samples.slice(count));
  });
  // The parts are class by class so far, which no training should see.
  shuffleInPlace(parts.train, random);
  shuffleInPlace(parts.test, random);
  return { train: Int32Array.from(parts.train), test: Int32Array.from(parts.test) };
}

/** Whole numbers that add up to `total` in the proportions of `sizes`: largest remainders first. */
function apportion(sizes: readonly number[], total: number, length: number): number[] {
  const counts = sizes.map((size) => Math.floor((size * total) / length));
  const missing = total - counts.reduce((sum, count) => sum + count, 0);
  const remainders = sizes.map((size, index) => ({ index, remainder: (size * total) % length }));
  remainders.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of remainders.slice(0, missing)) counts[index] = (counts[index] as number) + 1;
  return counts;
}
