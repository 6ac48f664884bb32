/** What the participants work on: MNIST where OXIGRAD_MNIST names its folder, else numbers like it; seeded matrices. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { StoredArray } from './protocol.ts';

/** An array with where it is stored. */
export interface Input extends StoredArray {
  readonly data: Float32Array;
}

/** Uniform numbers in [-1, 1): a linear congruential generator, the same in every run. */
export function uniform(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    // Exact in float64: the product stays below 2^53.
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

/** Writes an array where the participants can read it. */
export function store(folder: string, name: string, data: Float32Array, shape: readonly number[]): Input {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.f32`);
  writeFileSync(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return { path, shape, data };
}

function idx(folder: string, name: string): Uint8Array {
  const plain = join(folder, name);
  const bytes = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`));
  const dimensions = bytes[3] as number;
  return bytes.subarray(4 + 4 * dimensions);
}

/** Whether the digits are MNIST's own. */
export const isMnist: boolean = process.env['OXIGRAD_MNIST'] !== undefined;

/** Samples of 784 pixels in [0, 1] and their classes. */
export function samples(count: number): { x: Float32Array; labels: Uint8Array } {
  const folder = process.env['OXIGRAD_MNIST'];
  if (folder !== undefined) {
    const pixels = idx(folder, 'train-images-idx3-ubyte').subarray(0, count * 784);
    return {
      x: Float32Array.from(pixels, (value) => value / 255),
      labels: idx(folder, 'train-labels-idx1-ubyte').slice(0, count),
    };
  }
  return madeUp(count);
}

/** Digits that look like none, the same in every run. */
export function madeUp(count: number): { x: Float32Array; labels: Uint8Array } {
  // A prototype a class, blurred by noise; four pixels of five are 0, as in MNIST.
  const prototypes = uniform(7840, 1);
  const noise = uniform(count * 784, 2);
  const labels = Uint8Array.from({ length: count }, (_, row) => (row * 7) % 10);
  const x = Float32Array.from({ length: count * 784 }, (_, i) => {
    const prototype = prototypes[(labels[Math.floor(i / 784)] as number) * 784 + (i % 784)] as number;
    return Math.max(0, Math.min(1, prototype - 0.6 + 0.3 * (noise[i] as number))) * 2;
  });
  return { x, labels };
}
