import lzma from 'lzma';
import { expect, it } from 'vitest';
import { decodeLzma } from '../../../ts/io/lzma.ts';

/** Bytes of a small generator, `kinds` of them different. */
function noise(length: number, kinds: number): Uint8Array {
  let state = 12345;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % kinds;
  });
}

const repeated = new Uint8Array(5000).map((_, i) => i % 7);
const far = new Uint8Array(130_000);
far.set(noise(2000, 256), 0);
far.set(noise(2000, 256), 120_000);

it.each([
  ['one byte', Uint8Array.of(7)],
  ['text', new TextEncoder().encode('she sells sea shells by the sea shore; '.repeat(20))],
  ['noise', noise(3000, 256)],
  ['few kinds of bytes, so matches of all lengths and all four last distances', noise(50_000, 3)],
  ['a long run', new Uint8Array(30_000)],
  ['a short period', repeated],
  ['a match far back', far],
])('decodes what the encoder makes of %s', (_, bytes) => {
  const packed = Uint8Array.from(lzma.compress(bytes, 9));
  const unpacked = decodeLzma(packed);
  expect(unpacked.length).toBe(bytes.length);
  expect(Buffer.compare(unpacked, bytes)).toBe(0);
});
