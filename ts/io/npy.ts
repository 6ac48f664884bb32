// NumPy's .npy and .npz files (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
import { unzipSync, zipSync } from 'fflate';
import { DataError, show, showShape, UnsupportedError, ValueError } from '../errors.ts';
import { arrayConstructor, type DType, type TypedArray } from '../tensor/dtype.ts';
import { bytesOf, checkArray, type GivenArray, type HostArray } from './array.ts';
import { textOf, withCause } from './cause.ts';
import { MAXIMUM_RATIO } from './gzip.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const REMEDY = 'The file is truncated or corrupt: write or fetch it again.';

/** NumPy's type strings for our dtypes; the array data of a .npy file starts at a multiple of 64. */
const descriptions: Readonly<Record<DType, string>> = {
  float32: '<f4',
  int32: '<i4',
  uint8: '|u1',
  int8: '|i1',
  bool: '|b1',
};
const dtypes = new Map(Object.entries(descriptions).map(([dtype, text]) => [text, dtype as DType]));

/**
 * The array in a .npy file. float64 is rounded to float32, and int64 that fits becomes int32, as Keras does with
 * arrays it is given; Fortran order becomes C order.
 *
 * @param where Name of the file, for errors.
 * @throws DataError for a file that breaks the format; UnsupportedError for other dtypes and big-endian data.
 */
export function decodeNpy(file: Uint8Array | ArrayBuffer, where = 'decodeNpy'): HostArray {
  const bytes = bytesOf(file, where);
  const { text, start } = readHeader(bytes, where);
  const field = (pattern: RegExp): string => {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
    throw new DataError(where, "a header with 'descr', 'fortran_order' and 'shape'", text.trim(), REMEDY);
  };
  const description = field(/'descr':\s*'([^']*)'/);
  const isFortran = field(/'fortran_order':\s*(True|False)/) === 'True';
  const sizes = field(/'shape':\s*\(([\d,\s]*)\)/).split(',');
  const shape = sizes.filter((size) => size.trim() !== '').map(Number);
  const length = shape.reduce((product, size) => product * size, 1);
  const width = Number(description.slice(2));
  const known =
    dtypes.get(description) ?? (description === '<f8' || description === '<i8' ? 'wide' : undefined);
  if (known === undefined) {
    const rule = `dtype ${[...dtypes.keys(), '<f8', '<i8'].join(', ')}`;
    throw new UnsupportedError(
      where,
      rule,
      description,
      "Convert it in NumPy, for example with .astype('float32').",
    );
  }
  const body = bytes.slice(start);
  if (body.length !== length * width) {
    const rule = `${length * width} bytes of ${description} for shape ${showShape(shape)}`;
    throw new DataError(where, rule, `${body.length}`, REMEDY);
  }
  const dtype = known === 'wide' ? (description === '<f8' ? 'float32' : 'int32') : known;
  const data =
    known === 'wide'
      ? narrow(body.buffer, description, where)
      : new (arrayConstructor(known))(body.buffer, 0, length);
  return { data: isFortran ? toRowMajor(data, shape) : data, shape, dtype };
}

/**
 * The bytes of a .npy file (version 1.0, C order) with a tensor, or an array as {@link decodeNpy} gives it.
 *
 * @throws ShapeError when elements and shape disagree; ValueError for what is no array.
 */
export function encodeNpy(given: GivenArray, where = 'encodeNpy'): Uint8Array {
  const array = checkArray(where, given);
  const header = `{'descr': '${descriptions[array.dtype]}', 'fortran_order': False, 'shape': ${showShape(array.shape)}, }`;
  const start = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + array.data.byteLength).fill(0x20, 10, start);
  bytes.set(MAGIC);
  bytes.set([1, 0, (start - 10) & 255, (start - 10) >> 8], 6);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes[start - 1] = 0x0a;
  bytes.set(new Uint8Array(array.data.buffer, array.data.byteOffset, array.data.byteLength), start);
  return bytes;
}

/**
 * The arrays in a .npz file, by name.
 *
 * @throws DataError and UnsupportedError as {@link decodeNpy}, naming the array.
 */
export function decodeNpz(file: Uint8Array | ArrayBuffer, where = 'decodeNpz'): Map<string, HostArray> {
  const bytes = bytesOf(file, where);
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        if (originalSize <= size * MAXIMUM_RATIO) return true;
        const rule = `at most ${MAXIMUM_RATIO} times its ${size} bytes as the length of ${show(name)}`;
        throw new DataError(where, rule, `${originalSize}`, REMEDY);
      },
    });
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw withCause(new DataError(where, 'a complete zip archive', textOf(cause), REMEDY), cause);
  }
  return new Map(
    Object.entries(files).map(([name, content]) => [
      name.replace(/\.npy$/, ''),
      decodeNpy(content, `${where}: ${name}`),
    ]),
  );
}

/**
 * The bytes of a .npz file, uncompressed as `numpy.savez` writes it, with tensors by name.
 *
 * @throws ShapeError and ValueError as {@link encodeNpy}, naming the array.
 */
export function encodeNpz(arrays: Readonly<Record<string, GivenArray>>): Uint8Array {
  if (typeof arrays !== 'object' || arrays === null)
    throw new ValueError('encodeNpz', 'tensors by name', show(arrays));
  const files = Object.entries(arrays).map(([name, array]) => [
    `${name}.npy`,
    encodeNpy(array, `encodeNpz: ${name}`),
  ]);
  // A fixed date (the earliest zip knows), so that the same arrays give the same bytes.
  return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, {
    level: 0,
    mtime: '1980-01-01T12:00:00',
  });
}

function readHeader(bytes: Uint8Array, where: string): { text: string; start: number } {
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new DataError(where, 'a .npy file (93 NUMPY …)', `${bytes.length} bytes of something else`, REMEDY);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const major = view.getUint8(6);
  if (major < 1 || major > 3) throw new UnsupportedError(where, '.npy version 1, 2 or 3', `${major}`);
  const begin = major === 1 ? 10 : 12;
  const start = begin + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) {
    throw new DataError(where, `a header of ${start} bytes`, `${bytes.length} bytes in all`, REMEDY);
  }
  return { text: new TextDecoder().decode(bytes.subarray(begin, start)), start };
}

/** 64-bit elements as the 32-bit dtype of their kind. */
function narrow(buffer: ArrayBuffer, description: string, where: string): TypedArray {
  if (description === '<f8') return Float32Array.from(new Float64Array(buffer));
  const wide = new BigInt64Array(buffer);
  const outside = wide.find((value) => value !== BigInt.asIntN(32, value));
  if (outside === undefined) return Int32Array.from(wide, Number);
  throw new UnsupportedError(
    where,
    'int64 values that fit in int32',
    `${outside}`,
    'Scale or convert them in NumPy.',
  );
}

/** Column-major elements in row-major order. */
function toRowMajor(data: TypedArray, shape: readonly number[]): TypedArray {
  const result = data.slice();
  const index = new Array<number>(shape.length).fill(0);
  for (let to = 0; to < data.length; to++) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--)
      from = from * (shape[axis] as number) + (index[axis] as number);
    result[to] = data[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
  return result;
}
