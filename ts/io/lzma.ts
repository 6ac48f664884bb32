// LZMA, decoding only: a fifth smaller than deflate for WebAssembly, in 1 KB of code. After Igor Pavlov's specification
// (https://www.7-zip.org/sdk.html, public domain), for its default parameters: lc 3, lp 0, pb 2.

/** Where the probabilities of each kind of bit start. */
const IS_MATCH = 0;
const IS_REPEAT = IS_MATCH + 12 * 16;
/** Of the distances used last: is it the first, the second, the third? */
const WHICH_REPEAT = IS_REPEAT + 12;
const IS_LONG = WHICH_REPEAT + 3 * 12;
const SLOT = IS_LONG + 12 * 16;
const DISTANCE = SLOT + 4 * 64;
const ALIGN = DISTANCE + 128;
const LENGTH = ALIGN + 16;
const REPEAT_LENGTH = LENGTH + 2 + 16 * 16 + 256;
const LITERAL = REPEAT_LENGTH + 2 + 16 * 16 + 256;
const PROBABILITIES = LITERAL + 8 * 0x300;

/** The range decoder: bits from bytes, each with the probability that it was given. */
class Bits {
  readonly #input: Uint8Array;
  #at: number;
  /** Range and code, where 32 bits without a sign are no boxed number. */
  readonly #now: Uint32Array = new Uint32Array([2 ** 32 - 1, 0]);
  readonly #probabilities: Uint16Array = new Uint16Array(PROBABILITIES).fill(1024);

  /** Reads from the byte at `start`, which is always 0. */
  constructor(input: Uint8Array, start: number) {
    this.#input = input;
    this.#at = start + 5;
    this.#now[1] = new DataView(input.buffer, input.byteOffset).getUint32(start + 1);
  }

  /** Lets bytes in when the range has become small. */
  #normalise(now: Uint32Array): void {
    if ((now[0] as number) >= 2 ** 24) return;
    now[0] = (now[0] as number) << 8;
    now[1] = ((now[1] as number) << 8) | (this.#input[this.#at++] ?? 0);
  }

  /** One bit, by the probability at `index`, which learns from it. */
  bit(index: number): number {
    const now = this.#now;
    const probability = this.#probabilities[index] as number;
    const bound = ((now[0] as number) >>> 11) * probability;
    if ((now[1] as number) < bound) {
      now[0] = bound;
      this.#probabilities[index] = probability + ((2048 - probability) >> 5);
      this.#normalise(now);
      return 0;
    }
    now[0] = (now[0] as number) - bound;
    now[1] = (now[1] as number) - bound;
    this.#probabilities[index] = probability - (probability >> 5);
    this.#normalise(now);
    return 1;
  }

  /** `count` bits of one half each, highest first. */
  direct(count: number): number {
    const now = this.#now;
    let result = 0;
    for (let i = 0; i < count; i++) {
      const half = (now[0] as number) >>> 1;
      const bit = (now[1] as number) < half ? 0 : 1;
      now[0] = half;
      now[1] = (now[1] as number) - bit * half;
      result = result * 2 + bit;
      this.#normalise(now);
    }
    return result;
  }

  /** `count` bits, highest first, each by those before it. */
  tree(start: number, count: number): number {
    let node = 1;
    for (let i = 0; i < count; i++) node = (node << 1) | this.bit(start + node);
    return node - (1 << count);
  }

  /** As {@link tree}, lowest first. */
  reverseTree(start: number, count: number): number {
    let node = 1;
    let result = 0;
    for (let i = 0; i < count; i++) {
      const bit = this.bit(start + node);
      node = (node << 1) | bit;
      result |= bit << i;
    }
    return result;
  }

  /** The length of a match less 2. */
  length(start: number, position: number): number {
    if (this.bit(start) === 0) return this.tree(start + 2 + position * 8, 3);
    if (this.bit(start + 1) === 0) return 8 + this.tree(start + 130 + position * 8, 3);
    return 16 + this.tree(start + 258, 8);
  }

  /** How far back a match of this length (less 2) lies, less 1. */
  distance(length: number): number {
    const slot = this.tree(SLOT + Math.min(length, 3) * 64, 6);
    if (slot < 4) return slot;
    const count = (slot >> 1) - 1;
    const start = (2 + (slot & 1)) << count;
    if (slot < 14) return start + this.reverseTree(DISTANCE + start - slot, count);
    return start + this.direct(count - 4) * 16 + this.reverseTree(ALIGN, 4);
  }

  /** A byte after `previous`; where a match just ended, `expected` is the byte that did not go on with it. */
  literal(previous: number, expected: number | undefined): number {
    const start = LITERAL + (previous >> 5) * 0x300;
    let node = 1;
    for (let i = 7; expected !== undefined && i >= 0; i--) {
      const guess = (expected >> i) & 1;
      const bit = this.bit(start + (1 + guess) * 256 + node);
      node = (node << 1) | bit;
      if (bit !== guess) break;
    }
    while (node < 256) node = (node << 1) | this.bit(start + node);
    return node - 256;
  }
}

/** Decodes a stream in the format of `.lzma` files whose header tells the length. */
export function decodeLzma(input: Uint8Array): Uint8Array {
  const length = new DataView(input.buffer, input.byteOffset).getUint32(5, true);
  const output = new Uint8Array(length);
  const bits = new Bits(input, 13);
  /** The last four distances less 1, the latest first. */
  let distances = [0, 0, 0, 0];
  // What came last: below 7 a byte, else a match.
  let state = 0;
  let at = 0;
  const back = (): number => output[at - (distances[0] as number) - 1] ?? 0;
  while (at < length) {
    const position = at & 3;
    if (bits.bit(IS_MATCH + state * 16 + position) === 0) {
      output[at] = bits.literal(output[at - 1] ?? 0, state < 7 ? undefined : back());
      at++;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let count = 1;
    if (bits.bit(IS_REPEAT + state) === 0) {
      const matched = bits.length(LENGTH, position);
      count = matched + 2;
      distances = [bits.distance(matched), ...distances.slice(0, 3)];
      state = state < 7 ? 7 : 10;
    } else {
      let which = 0;
      while (which < 3 && bits.bit(WHICH_REPEAT + which * 12 + state) === 1) which++;
      if (which === 0 && bits.bit(IS_LONG + state * 16 + position) === 0) state = state < 7 ? 9 : 11;
      else {
        distances.unshift(...distances.splice(which, 1));
        count = bits.length(REPEAT_LENGTH, position) + 2;
        state = state < 7 ? 8 : 11;
      }
    }
    for (let i = 0; i < count && at < length; i++) {
      output[at] = back();
      at++;
    }
  }
  return output;
}
