// Reads the goldens of this folder: inputs and outputs of real Keras 3 (JAX backend), one JSON file a topic,
// each made by the Python script of the same name. Paths are relative to this file.

import { readFileSync } from 'node:fs';

/** A tensor as the goldens store it; NaN and the infinities are strings, booleans 0 and 1. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'uint8' | 'int8' | 'bool';
  readonly data: readonly (number | 'NaN' | 'Infinity' | '-Infinity')[];
}

/** A value of a config: Keras's own spelling (`learning_rate`, `"relu"`). */
export type GoldenValue =
  | string
  | number
  | boolean
  | null
  | readonly GoldenValue[]
  | { readonly [key: string]: GoldenValue };

export type GoldenConfig = Readonly<Record<string, GoldenValue>>;

/** How close a value must be: see `expectClose`. */
export type Comparison = 'rms' | 'value' | 'exact';

/** Topics `ops-*`: one call of an op. Gradients are those of sum(projection * output), null where there is none. */
export interface OpCase {
  readonly name: string;
  readonly op: string;
  readonly config: GoldenConfig;
  readonly compare: Comparison;
  readonly absolute?: number;
  readonly inputs: readonly GoldenTensor[];
  readonly outputs: readonly GoldenTensor[];
  readonly projections?: readonly GoldenTensor[];
  readonly gradients?: readonly (GoldenTensor | null)[];
}

export interface GoldenFile<Case> {
  readonly topic: string;
  readonly generated_by: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

/**
 * Reads `<topic>.json`. `Case` is one of cases.ts (`OpCase` for the topics `ops-*`), `Extra` what the file has
 * beside its cases.
 */
export function golden<Case = OpCase, Extra = unknown>(topic: string): GoldenFile<Case> & Extra {
  const file = new URL(`./${topic}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as GoldenFile<Case> & Extra;
}

/** The case of that name; throws where there is none. */
export function goldenCase<Case extends { readonly name: string }>(
  file: GoldenFile<Case>,
  name: string,
): Case {
  const found = file.cases.find((one) => one.name === name);
  if (!found)
    throw new Error(`golden ${file.topic}: expected a case named '${name}', got none. Regenerate it.`);
  return found;
}

/** The values, row-major, as float32. */
export function toFloat32(tensor: GoldenTensor): Float32Array {
  return Float32Array.from(tensor.data, Number);
}

/** The values, row-major, as int32 (integer and boolean tensors). */
export function toInt32(tensor: GoldenTensor): Int32Array {
  return Int32Array.from(tensor.data, Number);
}

export interface CloseOptions {
  /** Error allowed, relative to the scale; 1e-5 where absent. */
  readonly relative?: number;
  /** Error allowed in any case; 1.2e-38 (the smallest normal float32) where absent. */
  readonly absolute?: number;
  /**
   * What the scale is: `rms`, max(|expected|, rms of all finite expected values), as everywhere by default;
   * `value`, |expected| alone, for lists that mix magnitudes; `exact`, no error (but NaN equals NaN, -0 equals 0).
   */
  readonly compare?: Comparison;
  /** Named in the message. */
  readonly name?: string;
}

/**
 * Throws unless every value is close to the expected one: |actual - expected| ≤ relative · scale. NaN equals NaN,
 * and an infinity only itself. The message names the count, the worst index and both values.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number> | GoldenTensor,
  options: CloseOptions = {},
): void {
  const reference: ArrayLike<number> = 'data' in expected ? toFloat32(expected) : expected;
  const { relative = 1e-5, absolute = 1.2e-38, compare = 'rms', name = 'values' } = options;
  if (actual.length !== reference.length) {
    throw new Error(`${name}: expected ${reference.length} values, got ${actual.length}.`);
  }
  const floor = compare === 'rms' ? rootMeanSquare(reference) : 0;
  let failures = 0;
  let worst = -1;
  let worstRatio = 0;
  for (let index = 0; index < reference.length; index++) {
    const got = actual[index] as number;
    const want = reference[index] as number;
    if (got === want || (Number.isNaN(got) && Number.isNaN(want))) continue;
    const allowed = compare === 'exact' ? 0 : Math.max(absolute, relative * Math.max(Math.abs(want), floor));
    const error = Math.abs(got - want);
    if (Number.isFinite(want) && error <= allowed) continue;
    failures++;
    const ratio = Number.isFinite(error) && allowed > 0 ? error / allowed : Number.POSITIVE_INFINITY;
    if (worst < 0 || ratio > worstRatio) {
      worst = index;
      worstRatio = ratio;
    }
  }
  if (failures === 0) return;
  const got = actual[worst];
  const want = reference[worst];
  throw new Error(
    `${name}: expected ${want} at index ${worst}, got ${got} ` +
      `(${worstRatio.toPrecision(3)} times the allowed error, rms ${floor}); ` +
      `${failures} of ${reference.length} values differ.`,
  );
}

/** Throws unless the shapes are equal. */
export function expectShape(actual: readonly number[], expected: GoldenTensor, name = 'shape'): void {
  if (actual.length !== expected.shape.length || actual.some((size, axis) => size !== expected.shape[axis])) {
    throw new Error(`${name}: expected shape [${expected.shape.join(', ')}], got [${actual.join(', ')}].`);
  }
}

/** The root of the mean square of the finite values; 0 where there are none. */
export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (!Number.isFinite(value)) continue;
    sum += value * value;
    count++;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

/** The sequence behind the data and weights of topic `mlp-run`: the same integers as in mlp-run.py. */
function integers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1103515245, state) + 12345) & 0x7fffffff;
    return state;
  };
}

/** Data of topic `mlp-run`: 384 rows of 64 features in [0, 1), row-major, and labels 0 to 9. Rows 320 on validate. */
export function mlpData(): { x: Float32Array; labels: Int32Array; oneHot: Float32Array } {
  const next = integers(1);
  const prototypes = Array.from({ length: 640 }, () => next() >>> 23);
  const x = new Float32Array(384 * 64);
  const labels = new Int32Array(384);
  const oneHot = new Float32Array(384 * 10);
  for (let row = 0; row < 384; row++) {
    const label = (next() >>> 8) % 10;
    labels[row] = label;
    oneHot[row * 10 + label] = 1;
    for (let column = 0; column < 64; column++) {
      x[row * 64 + column] = ((prototypes[label * 64 + column] as number) + (next() >>> 23)) / 512;
    }
  }
  return { x, labels, oneHot };
}

/** Initial weights of topic `mlp-run`, in Keras's order, each with its name, shape and values. */
export function mlpWeights(): { name: string; shape: number[]; values: Float32Array }[] {
  const next = integers(2);
  const parts: [string, number[], number][] = [
    ['dense/kernel', [64, 128], 8],
    ['dense/bias', [128], 16],
    ['dense_1/kernel', [128, 10], 4],
    ['dense_1/bias', [10], 16],
  ];
  return parts.map(([name, shape, scale]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from(
      { length: size },
      () => (2 * (next() >>> 7) - 2 ** 24) / 2 ** 24 / scale,
    );
    return { name, shape, values };
  });
}
