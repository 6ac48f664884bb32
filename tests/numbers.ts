/** Random numbers for tests of random programs: the same in every run. */

/** The next number: a whole one from 0 to below `count`. */
export type RandomNumbers = (count: number) => number;

/** The stream of a seed (Mulberry32). */
export function numbers(seed: number): RandomNumbers {
  let state = seed;
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return Math.floor((((z ^ (z >>> 14)) >>> 0) / 2 ** 32) * count);
  };
}
