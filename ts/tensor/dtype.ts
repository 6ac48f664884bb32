/** The dtypes, their storage in JavaScript, and Keras's promotion between them. */

import { DTypeError, show } from '../errors.ts';

/** What the elements of a tensor are. Names are Keras's. */
export type DType = 'float32' | 'int32' | 'uint8' | 'int8' | 'bool';

/** A JavaScript array that holds a tensor's elements; `bool` is kept as 0 or 1 in a `Uint8Array`. */
export type TypedArray = Float32Array | Int32Array | Uint8Array | Int8Array;

/** A constructor of {@link TypedArray}. */
export type TypedArrayConstructor = {
  new (length: number): TypedArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray;
};

const constructors: Record<DType, TypedArrayConstructor> = {
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  bool: Uint8Array,
};

/** The number by which instructions know a dtype. */
export const dtypeCodes: Record<DType, number> = { float32: 0, int32: 1, uint8: 2, int8: 3, bool: 4 };

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return dtype === 'float32' || dtype === 'int32' ? 4 : 1;
}

/** The typed array that holds elements of `dtype`. */
export function arrayConstructor(dtype: DType): TypedArrayConstructor {
  return constructors[dtype];
}

/** The dtype of the kinds of array whose elements we store as they are. */
const stored: Readonly<Record<string, DType>> = {
  Float32Array: 'float32',
  Int32Array: 'int32',
  Uint8Array: 'uint8',
  // The pixels of a canvas.
  Uint8ClampedArray: 'uint8',
  Int8Array: 'int8',
};

/** That of the kinds whose elements are converted. */
const converted: Readonly<Record<string, DType>> = {
  Float16Array: 'float32',
  Float64Array: 'float32',
  Int16Array: 'int32',
  Uint16Array: 'int32',
  Uint32Array: 'int32',
  BigInt64Array: 'int32',
  BigUint64Array: 'int32',
};

/** By name: `instanceof` knows only the arrays of its own realm, not those of a frame or of a test runner. */
function kindOf(array: ArrayBufferView): string {
  return Object.prototype.toString.call(array).slice(8, -1);
}

/** The dtype that the elements of a typed array have as a tensor; `undefined` for a `DataView`. */
export function dtypeOfArray(array: ArrayBufferView): DType | undefined {
  const kind = kindOf(array);
  return stored[kind] ?? converted[kind];
}

/** Whether the elements of a typed array are stored in the same way as those of `dtype`. */
export function isStoredAs(array: ArrayBufferView, dtype: DType): boolean {
  return stored[kindOf(array)] === dtype;
}

/** The least and the greatest number of an integer dtype. */
export function rangeOf(dtype: Exclude<DType, 'float32' | 'bool'>): readonly [number, number] {
  if (dtype === 'int32') return [-0x80000000, 0x7fffffff];
  return dtype === 'uint8' ? [0, 255] : [-128, 127];
}

/** Whether `name` is a dtype. */
export function isDType(name: unknown): name is DType {
  return typeof name === 'string' && Object.hasOwn(constructors, name);
}

/** `name` as a dtype, or a {@link DTypeError}. */
export function checkDType(where: string, name: unknown): DType {
  if (isDType(name)) return name;
  throw new DTypeError(where, `a dtype (${Object.keys(constructors).join(', ')})`, show(name));
}

/**
 * The dtype in which two tensors meet: Keras's table (that of JAX), cut to our dtypes.
 * `uint8` with `int8` meets in `int16` there, which we widen to `int32`.
 */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  if (a === 'float32' || b === 'float32') return 'float32';
  if (a === 'bool') return b;
  if (b === 'bool') return a;
  return 'int32';
}
