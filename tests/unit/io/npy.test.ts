// NumPy files: what NumPy wrote is read, what we write is what NumPy writes, damaged files are refused.
import { describe, expect, it } from 'vitest';
import { DataError, ShapeError, UnsupportedError, ValueError } from '../../../ts/errors.ts';
import type { HostArray } from '../../../ts/io/array.ts';
import { decodeNpy, decodeNpz, encodeNpy, encodeNpz } from '../../../ts/io/npy.ts';
import { tensor } from '../../../ts/tensor/create.ts';
import { describeArray, expected, fixture } from './reference.ts';

describe.each(['reference.npz', 'compressed.npz'])('%s, written by NumPy', (file) => {
  const arrays = decodeNpz(fixture(file), file);

  it.each(['float32', 'int32', 'uint8', 'int8', 'bool', 'fortran', 'empty'])(
    'holds %s to the bit',
    (name) => {
      expect(describeArray(arrays.get(name) as HostArray)).toEqual(expected.npz[name]);
    },
  );

  it('holds float64 rounded to float32 and int64 as int32', () => {
    expect(arrays.get('float64')).toEqual({
      data: Float32Array.of(0.1, -1e-3),
      shape: [2, 1],
      dtype: 'float32',
    });
    expect(arrays.get('int64')).toEqual({ data: Int32Array.of(5, -6, 7), shape: [3], dtype: 'int32' });
  });
});

describe('encodeNpy', () => {
  it('writes the bytes that NumPy writes', () => {
    const bytes = fixture('float32.npy');
    expect(encodeNpy(decodeNpy(bytes))).toEqual(bytes);
  });

  it.each([[[]], [[1]], [[5]], [[2, 3]], [[0, 4]], [new Array(32).fill(1)]])(
    'keeps the shape %j',
    (shape) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const array: HostArray = { data: new Int8Array(length).fill(-3), shape, dtype: 'int8' };
      expect(decodeNpy(encodeNpy(array))).toEqual(array);
    },
  );

  it('takes a tensor', () => {
    const bytes = encodeNpy(tensor([[1, 2, 3]], { dtype: 'int32' }));
    expect(decodeNpy(bytes)).toEqual({ data: Int32Array.of(1, 2, 3), shape: [1, 3], dtype: 'int32' });
  });

  it.each([
    [null],
    [5],
    [{ data: [1, 2], shape: [2], dtype: 'float32' }],
    [{ data: new Int32Array(2), shape: [2], dtype: 'float32' }],
  ])('refuses what is no array: %j', (given) => {
    expect(() => encodeNpy(given as unknown as HostArray)).toThrow(ValueError);
    expect(() => encodeNpz({ x: given as unknown as HostArray })).toThrow(ValueError);
  });

  it('refuses elements that do not fill the shape', () => {
    expect(() => encodeNpy({ data: new Float32Array(3), shape: [2], dtype: 'float32' })).toThrow(ShapeError);
  });
});

describe('encodeNpz', () => {
  it('keeps names and arrays, and gives the same bytes every time', () => {
    const arrays = {
      x: decodeNpy(fixture('float32.npy')),
      'a/b': decodeNpz(fixture('reference.npz')).get('bool') as HostArray,
    };
    const bytes = encodeNpz(arrays);
    expect(Object.fromEntries(decodeNpz(bytes))).toEqual(arrays);
    expect(encodeNpz(arrays)).toEqual(bytes);
  });
});

describe('decodeNpy', () => {
  it('reads the part of a larger buffer that it is given, as files are read in Node', () => {
    const bytes = fixture('float32.npy');
    const pool = Buffer.concat([Buffer.alloc(12, 7), bytes]);
    expect(decodeNpy(pool.subarray(12))).toEqual(decodeNpy(bytes));
    expect(decodeNpy(bytes.slice().buffer)).toEqual(decodeNpy(bytes));
  });
});

describe('decodeNpy refuses', () => {
  const good = fixture('float32.npy');

  it('every truncation, as a DataError', () => {
    for (let length = 0; length < good.length; length++) {
      expect(() => decodeNpy(good.subarray(0, length), 'x.npy'), `${length} bytes`).toThrow(DataError);
    }
    // The directory at the end says how long each array is.
    const boasting = fixture('compressed.npz').slice();
    const view = new DataView(boasting.buffer);
    for (let at = 0; at + 4 <= boasting.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xfffffff0, true);
    expect(() => decodeNpz(boasting, 'x.npz')).toThrow(/at most 1032 times its/);
    expect(() => decodeNpz(fixture('reference.npz').subarray(0, 500), 'x.npz')).toThrow(DataError);
  });

  it.each([
    ['<f4', '>f4'],
    ['<f4', '<c8'],
    ['<f4', '<U4'],
  ])('dtype %s changed to %s, as an UnsupportedError', (from, to) => {
    const text = Buffer.from(good).toString('latin1').replace(from, to);
    expect(() => decodeNpy(Uint8Array.from(Buffer.from(text, 'latin1')), 'x.npy')).toThrow(UnsupportedError);
  });

  it('a header without a shape', () => {
    const text = Buffer.from(good).toString('latin1').replace("'shape'", "'shake'");
    expect(() => decodeNpy(Uint8Array.from(Buffer.from(text, 'latin1')), 'x.npy')).toThrow(DataError);
  });

  it('int64 that does not fit in int32', () => {
    const text = Buffer.from(
      encodeNpy({ data: Int8Array.of(0, 0, 0, 0, 1, 0, 0, 0), shape: [8], dtype: 'int8' }),
    );
    const wide = text.toString('latin1').replace('|i1', '<i8').replace('(8,)', '(1,)');
    expect(() => decodeNpy(Uint8Array.from(Buffer.from(wide, 'latin1')), 'x.npy')).toThrow(
      'x.npy: expected int64 values that fit in int32, got 4294967296.',
    );
  });
});
