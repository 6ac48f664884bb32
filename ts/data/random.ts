// Seeded random numbers for data: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3")
// in 32-bit integers only, so that a seed gives the same order on every runtime.
import { checkWhole, show, ValueError } from '../errors.ts';
import { drawSeed } from '../ops/random/seed.ts';

/** A sequence of random numbers that depends on its seed and stream only. */
export interface RandomStream {
  /** The next 32 random bits, as a whole number below 2³². */
  uint32(): number;
  /** A whole number from 0 to `bound` − 1, each equally likely; `bound` from 1 to 2³². */
  below(bound: number): number;
}

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** One block of Philox4x32-10: four random words from a counter of four words and a key of two. */
export function philox(counter: readonly number[], key: readonly number[]): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter as [number, number, number, number];
  let [k0, k1] = key as [number, number];
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** The upper 32 bits of the 64-bit product of two unsigned words, from 16-bit halves that stay exact in a double. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) | 0;
}

/**
 * The random numbers of `seed`; streams of one seed are independent of each other, and so are branches of a stream.
 *
 * @param seed Whole number from 0 to 2⁵³ − 1; left out, it is drawn from the global seed.
 * @throws ValueError when the seed is no such number.
 */
export function randomStream(seed?: number, stream = 0, where = 'randomStream', branch = 0): RandomStream {
  const chosen = checkSeed(seed, where) ?? drawSeed();
  const key = [(chosen % 2 ** 32) | 0, Math.floor(chosen / 2 ** 32) | 0];
  let block: readonly number[] = [];
  let blocks = 0;
  let used = 4;
  const uint32 = (): number => {
    if (used === 4) {
      block = philox([blocks | 0, Math.floor(blocks / 2 ** 32) | 0, stream | 0, branch | 0], key);
      blocks++;
      used = 0;
    }
    return block[used++] as number;
  };
  const below = (bound: number): number => {
    // Words past the last whole multiple of the bound would favour small results, and are drawn again.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let word = uint32();
    while (word >= limit) word = uint32();
    return word % bound;
  };
  return { uint32, below };
}

/** `seed` if it is one that {@link randomStream} takes. */
export function checkSeed(seed: number | undefined, where: string): number | undefined {
  return seed === undefined ? seed : checkWhole(where, 'seed', seed, 0);
}

/** Puts `items` in a random order, in place (Fisher–Yates). */
export function shuffleInPlace(
  items: { [index: number]: number; readonly length: number },
  random: RandomStream,
): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const held = items[last] as number;
    items[last] = items[other] as number;
    items[other] = held;
  }
}

/**
 * The whole numbers from 0 to `length` − 1 in a random order.
 *
 * @param seed As in {@link randomStream}.
 */
export function permutation(length: number, seed?: number, where = 'permutation'): Int32Array {
  if (!Number.isInteger(length) || length < 0 || length > 2 ** 31) {
    throw new ValueError(where, 'length to be a whole number from 0 to 2^31', show(length));
  }
  const order = Int32Array.from({ length }, (_, i) => i);
  shuffleInPlace(order, randomStream(seed, 0, where));
  return order;
}
