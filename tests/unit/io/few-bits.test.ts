// What is packed for files comes back by the engine's decoder.

import { expect, it } from 'vitest';
import { encodeHalf, packIntegers } from '../../../ts/io/few-bits.ts';
import { decode } from '../../../ts/ops/quantized/decode.ts';
import { fromArray } from '../../../ts/tensor/create.ts';
import { numbers } from '../../numbers.ts';

it.each([3, 4] as const)('integers of %i bits come back', (bits) => {
  const draw = numbers(bits);
  for (const count of [0, 1, 2, 7, 8, 9, 1000]) {
    const values = Int8Array.from({ length: count }, () => draw(2 ** bits) - 2 ** (bits - 1));
    const bytes = packIntegers(values, bits);
    const back = decode(fromArray(bytes, [bytes.length], 'uint8'), `int${bits}`, [count]);
    expect([...back.data()]).toEqual([...values]);
  }
});

it('every half comes back, and what lies between is rounded to even', () => {
  const all = new Uint8Array(new Uint16Array(65536).map((_, half) => half).buffer);
  const values = decode(fromArray(all, [all.length], 'uint8'), 'float16', [65536]).data() as Float32Array;
  const again = new Uint16Array(encodeHalf(values).buffer);
  again.forEach((half, expected) => {
    if (Number.isNaN(values[expected])) expect(half & 0x7fff).toBe(0x7e00);
    else expect(half).toBe(expected);
  });
  const halfOf = (value: number): number =>
    new Uint16Array(encodeHalf(new Float32Array([value])).buffer)[0] as number;
  for (let low = 0; low < 0x7bff; low += 37) {
    const [a, b] = [values[low] as number, values[low + 1] as number];
    expect(halfOf((a + b) / 2), `between ${a} and ${b}`).toBe(low + (low % 2));
    expect(halfOf(-(a * 0.75 + b * 0.25))).toBe(0x8000 | low);
  }
  expect(halfOf(65520)).toBe(0x7c00);
  expect(halfOf(65519.9)).toBe(0x7bff);
  expect(halfOf(1e-8)).toBe(0);
});
