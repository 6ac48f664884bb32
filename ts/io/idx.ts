// The IDX format of MNIST and its relatives (http://yann.lecun.com/exdb/mnist/): big-endian, one array per file.

import { DataError, showShape, UnsupportedError } from '../errors.ts';
import type { HostArray } from './array.ts';

const REMEDY = 'The file is truncated or corrupt: fetch it again.';

/**
 * The array in an IDX file.
 *
 * Unsigned and signed bytes keep their dtype, 16- and 32-bit integers become int32, floats float32.
 *
 * @param bytes The whole file, decompressed.
 * @param where Name of the file, for errors.
 * @throws DataError when magic number, sizes and length do not fit together; UnsupportedError for 64-bit floats.
 */
export function decodeIdx(bytes: Uint8Array, where: string): HostArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4 || view.getUint16(0) !== 0) {
    const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const got = `${bytes.length} bytes starting with ${start || 'nothing'}`;
    throw new DataError(where, 'an IDX file (magic number 00 00, type, rank)', got, REMEDY);
  }
  const type = view.getUint8(2);
  const rank = view.getUint8(3);
  const start = 4 + 4 * rank;
  if (bytes.length < start) {
    throw new DataError(
      where,
      `a header of ${start} bytes for rank ${rank}`,
      `${bytes.length} bytes`,
      REMEDY,
    );
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const width = widths[type];
  if (width === undefined) {
    const rule = 'element type 08, 09, 0b, 0c or 0d';
    const got = type.toString(16).padStart(2, '0');
    if (type === 0x0e)
      throw new UnsupportedError(where, rule, got, 'Convert 64-bit floats to 32-bit floats.');
    throw new DataError(where, rule, got, REMEDY);
  }
  const length = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + length * width) {
    const rule = `${start + length * width} bytes for shape ${showShape(shape)} with ${width}-byte elements`;
    throw new DataError(where, rule, `${bytes.length}`, REMEDY);
  }
  return readElements(view, type, start, length, shape);
}

/** Bytes of an element, by type code. */
const widths: Readonly<Record<number, number>> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4 };

function readElements(
  view: DataView,
  type: number,
  start: number,
  length: number,
  shape: readonly number[],
): HostArray {
  if (type === 0x08) {
    return {
      data: new Uint8Array(view.buffer, view.byteOffset + start, length).slice(),
      shape,
      dtype: 'uint8',
    };
  }
  if (type === 0x09) {
    return {
      data: new Int8Array(view.buffer, view.byteOffset + start, length).slice(),
      shape,
      dtype: 'int8',
    };
  }
  if (type === 0x0d) {
    const data = new Float32Array(length);
    for (let i = 0; i < length; i++) data[i] = view.getFloat32(start + 4 * i);
    return { data, shape, dtype: 'float32' };
  }
  const data = new Int32Array(length);
  for (let i = 0; i < length; i++)
    data[i] = type === 0x0b ? view.getInt16(start + 2 * i) : view.getInt32(start + 4 * i);
  return { data, shape, dtype: 'int32' };
}
