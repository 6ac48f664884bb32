// An array as files hold it: elements and shape, before anything becomes a tensor.
import { DataError, ShapeError, show, showShape, ValueError } from '../errors.ts';
import { checkDType, type DType, isStoredAs, type TypedArray } from '../tensor/dtype.ts';
import { checkShape, sizeOf } from '../tensor/shape.ts';

/** Elements in row-major order, their shape and their dtype (`bool` is 0 or 1 in a `Uint8Array`). */
export interface HostArray {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** What is written as an array: one, or a tensor. */
export interface GivenArray {
  readonly data: TypedArray | (() => TypedArray);
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** Checks an array that a user gives. Throws a typed error where it is none, or its parts disagree. */
export function checkArray(where: string, given: GivenArray): HostArray {
  if (typeof given !== 'object' || given === null)
    throw new ValueError(where, 'a tensor or { data, shape, dtype }', show(given));
  const shape = checkShape(where, given.shape);
  const dtype = checkDType(where, given.dtype);
  const data = typeof given.data === 'function' ? given.data() : given.data;
  if (!ArrayBuffer.isView(data) || !isStoredAs(data, dtype === 'bool' ? 'uint8' : dtype))
    throw new ValueError(where, `a tensor, or data in the typed array of ${dtype}`, show(data));
  if (sizeOf(shape) !== data.length)
    throw new ShapeError(where, `${sizeOf(shape)} elements for shape ${showShape(shape)}`, `${data.length}`);
  return { data, shape, dtype };
}

/** What was given as plain bytes: a Buffer's own `slice` would not copy, and other views count other elements. */
export function bytesOf(file: unknown, where: string): Uint8Array {
  try {
    if (ArrayBuffer.isView(file)) return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
    // By its name: a buffer of another realm is no instance of this one's class.
    if (/ArrayBuffer]$/.test(Object.prototype.toString.call(file)))
      return new Uint8Array(file as ArrayBuffer);
  } catch {
    // One that was transferred, or a proxy that was revoked.
  }
  throw new DataError(where, 'the bytes of a file', show(file), 'Read or fetch the file first.');
}
