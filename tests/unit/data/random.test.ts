// The random numbers behind shuffles: Random123's known answers, range, balance, repeatability.
import { describe, expect, it } from 'vitest';
import { permutation, philox, randomStream } from '../../../ts/data/random.ts';
import { ValueError } from '../../../ts/errors.ts';

describe('philox', () => {
  // tests/kat_vectors of Random123 1.14 (https://github.com/DEShawResearch/random123), rows "philox4x32 10".
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the known answer for counter %j and key %j', (counter, key, words) => {
    expect(philox(counter, key)).toEqual(words);
  });
});

describe('randomStream', () => {
  it('repeats for the same seed and differs between seeds and streams', () => {
    const draw = (seed: number, stream = 0) => {
      const random = randomStream(seed, stream);
      return Array.from({ length: 20 }, () => random.uint32());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7)).not.toEqual(draw(7 + 2 ** 32));
    expect(draw(7, 0)).not.toEqual(draw(7, 1));
  });

  it('draws every value below a bound about equally often', () => {
    const random = randomStream(1);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const drawn = random.below(6);
      counts[drawn] = (counts[drawn] as number) + 1;
    }
    // Five standard deviations of a binomial with n = 60,000 and p = 1/6.
    for (const count of counts)
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(60_000 * (5 / 36)));
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses the seed %d', (seed) => {
    expect(() => randomStream(seed)).toThrow(ValueError);
  });
});

describe('permutation', () => {
  it.each([0, 1, 2, 17, 1000])('holds each of %d numbers once', (length) => {
    const sorted = permutation(length, 3).sort();
    expect(Array.from(sorted)).toEqual(Array.from({ length }, (_, i) => i));
  });

  it('changes without a seed and stays with one', () => {
    expect(permutation(50, 5)).toEqual(permutation(50, 5));
    expect(permutation(50)).not.toEqual(permutation(50));
  });

  it('refuses a negative length', () => {
    expect(() => permutation(-1)).toThrow('permutation: expected length to be a whole number');
    expect(() => permutation(2 ** 31 + 1)).toThrow('permutation: expected length to be a whole number');
  });
});
