// The IDX format: every element type it defines, and every way in which a file can be wrong.
import { describe, expect, it } from 'vitest';
import { DataError, UnsupportedError } from '../../../ts/errors.ts';
import { decodeIdx } from '../../../ts/io/idx.ts';

function idx(type: number, shape: number[], elements: number[]): Uint8Array {
  const sizes = shape.flatMap((size) => [
    (size >>> 24) & 255,
    (size >>> 16) & 255,
    (size >>> 8) & 255,
    size & 255,
  ]);
  return Uint8Array.from([0, 0, type, shape.length, ...sizes, ...elements]);
}

describe('decodeIdx', () => {
  it.each([
    [
      'unsigned bytes',
      0x08,
      [2, 2],
      [0, 1, 128, 255],
      { data: Uint8Array.of(0, 1, 128, 255), dtype: 'uint8' },
    ],
    ['signed bytes', 0x09, [2], [127, 128], { data: Int8Array.of(127, -128), dtype: 'int8' }],
    ['16-bit integers', 0x0b, [2], [0xff, 0xfe, 1, 0], { data: Int32Array.of(-2, 256), dtype: 'int32' }],
    ['32-bit integers', 0x0c, [1], [0x80, 0, 0, 1], { data: Int32Array.of(-2147483647), dtype: 'int32' }],
    ['32-bit floats', 0x0d, [1], [0xbf, 0x80, 0, 0], { data: Float32Array.of(-1), dtype: 'float32' }],
    ['no elements', 0x08, [0, 28, 28], [], { data: new Uint8Array(), dtype: 'uint8' }],
    ['a scalar', 0x08, [], [9], { data: Uint8Array.of(9), dtype: 'uint8' }],
  ])('reads %s', (_, type, shape, elements, array) => {
    expect(decodeIdx(idx(type, shape, elements), 'a')).toEqual({ ...array, shape });
  });

  it('reads from the middle of a larger buffer', () => {
    const larger = Uint8Array.from([7, 7, 7, ...idx(0x0c, [1], [0, 0, 0, 5])]);
    expect(decodeIdx(larger.subarray(3), 'a').data).toEqual(Int32Array.of(5));
  });

  it.each([
    ['an empty file', new Uint8Array(), 'an IDX file'],
    [
      'another magic number',
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47]),
      'got 4 bytes starting with 89 50 4e 47',
    ],
    ['an unknown element type', idx(0x07, [1], [0]), 'element type 08'],
    [
      'a header cut short',
      idx(0x08, [2, 2], []).subarray(0, 9),
      'a header of 12 bytes for rank 2, got 9 bytes',
    ],
    [
      'too few elements',
      idx(0x08, [2, 2], [1, 2, 3]),
      '16 bytes for shape (2, 2) with 1-byte elements, got 15',
    ],
    [
      'too many elements',
      idx(0x0c, [1], [1, 2, 3, 4, 5]),
      '12 bytes for shape (1,) with 4-byte elements, got 13',
    ],
    ['sizes beyond any file', idx(0x0d, [2 ** 32 - 1, 2 ** 32 - 1], []), 'with 4-byte elements, got 12'],
  ])('refuses %s', (_, bytes, text) => {
    expect(() => decodeIdx(bytes, 'digits.idx')).toThrow(DataError);
    expect(() => decodeIdx(bytes, 'digits.idx')).toThrow(/^digits\.idx: expected /);
    expect(() => decodeIdx(bytes, 'digits.idx')).toThrow(text);
  });

  it('refuses 64-bit floats, saying what to do', () => {
    expect(() => decodeIdx(idx(0x0e, [0], []), 'a')).toThrow(UnsupportedError);
  });
});
