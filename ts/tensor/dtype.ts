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

/** The dtype that a typed array holds, `undefined` for a kind we do not store (such as `Float64Array`). */
export function dtypeOfArray(array: ArrayBufferView): DType | undefined {
  if (array instanceof Float32Array) return 'float32';
  if (array instanceof Int32Array) return 'int32';
  if (array instanceof Uint8Array) return 'uint8';
  if (array instanceof Int8Array) return 'int8';
  return undefined;
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
