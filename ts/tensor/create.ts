/** Making tensors from JavaScript values. */

import { checkKeys } from '../closest.ts';
import { DTypeError, ShapeError, show, showShape, ValueError } from '../errors.ts';
import {
  arrayConstructor,
  checkDType,
  type DType,
  dtypeOfArray,
  isStoredAs,
  rangeOf,
  type TypedArray,
} from './dtype.ts';
import { checkShape, MOST_AXES, type Shape, sizeOf } from './shape.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';
import { Variable } from './variable.ts';

/** Nested arrays of numbers or booleans, all rows of a level equally long. */
export type NestedValues = number | boolean | readonly NestedValues[];

/** What may be given wherever a tensor is wanted. */
export type TensorLike = Tensor | Variable | TypedArray | ConvertedArray | NestedValues;

/**
 * Arrays that are kept in another form: `Float64Array` (and `Float16Array`) as float32, `Uint8ClampedArray` as uint8,
 * the others as int32.
 */
export type ConvertedArray =
  | Uint8ClampedArray
  | Float64Array
  | Int16Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** Options of {@link tensor}. */
export interface TensorOptions {
  /** The sizes; default: those of the nested arrays, or one axis for a typed array. */
  readonly shape?: readonly number[];
  /** Default: that of a typed array; `bool` for booleans; else `float32`. */
  readonly dtype?: DType;
}

/**
 * A tensor of the values given, which are copied.
 * Throws a {@link ShapeError} for ragged arrays or a shape of another size, a {@link DTypeError} for values that
 * are not numbers or booleans, holes among them, and a {@link ValueError} for a number that an integer dtype does not
 * have: with a fraction, NaN, or out of its range. As bool all but 0 is `true`.
 */
export function tensor(values: TensorLike, options: TensorOptions = {}): Tensor {
  const where = 'tensor';
  checkKeys(where, options, 'shape dtype');
  if (options.dtype !== undefined) checkDType(where, options.dtype);
  const made = borrowTensor(values, where, options.dtype);
  const data = made.storage(where).copy(where);
  const shape = options.shape === undefined ? made.shape : checkShape(where, options.shape);
  if (sizeOf(shape) !== made.size)
    throw new ShapeError(
      where,
      `${sizeOf(shape)} values for shape ${showShape(shape)}`,
      `${made.size} values`,
    );
  const dtype = options.dtype ?? made.dtype;
  return fromArray(dtype === made.dtype ? data : convert(data, dtype, where), [...shape], dtype);
}

/** @internal A tensor over an array that nobody else will change. */
export function fromArray(array: TypedArray, shape: Shape, dtype: DType): Tensor {
  return new Tensor(shape, dtype, new Storage(dtype, array.length, array));
}

/** @internal A scalar. */
export function scalar(value: number, dtype: DType = 'float32'): Tensor {
  const array = new (arrayConstructor(dtype))(1);
  array[0] = value;
  return fromArray(array, [], dtype);
}

/** Any tensor-like value as a tensor; the elements of arrays are copied, so that they never change. */
export function asTensor(values: TensorLike, where: string, dtype?: DType): Tensor {
  return ArrayBuffer.isView(values)
    ? fromTyped(values, where, dtype, true)
    : borrowTensor(values, where, dtype);
}

/** The same for who reads the elements before their owner can change them: a typed array is not copied. */
export function borrowTensor(values: TensorLike, where: string, dtype?: DType): Tensor {
  if (values instanceof Tensor) return values;
  if (values instanceof Variable) return values.read();
  if (typeof values === 'number') return scalar(element(values, dtype ?? 'float32', where, 0), dtype);
  if (typeof values === 'boolean') return scalar(Number(values), dtype ?? 'bool');
  if (ArrayBuffer.isView(values)) return fromTyped(values, where, dtype, false);
  if (Array.isArray(values)) return fromNested(values, where, dtype);
  const { shape, history } = (values ?? {}) as { shape?: unknown; history?: unknown };
  // Only layers take what is symbolic: a KerasTensor.
  const isSymbolic = shape !== undefined && history !== undefined;
  throw new DTypeError(
    where,
    'a tensor, number, boolean, typed array or nested arrays',
    show(values),
    isSymbolic
      ? `Write a layer: class Mine extends Layer { call(x) { return ${where}(x); } }, then new Mine().apply(x).`
      : undefined,
  );
}

function fromTyped(
  values: ArrayBufferView,
  where: string,
  dtype: DType | undefined,
  copied: boolean,
): Tensor {
  const own = dtypeOfArray(values);
  if (own === undefined) throw new DTypeError(where, 'a typed array of numbers', show(values));
  const list = values as ArrayBufferView & ArrayLike<number | bigint>;
  if (list.length === 0 && isDetached(list.buffer))
    throw new ValueError(where, 'an array that has its memory', 'one whose buffer was transferred');
  const kept = dtype ?? own;
  if (!isStoredAs(values, kept)) return fromArray(convert(list, kept, where), [list.length], kept);
  // Not the array itself, which may be of another realm, or a Buffer, whose slice() is no copy.
  const view = new (arrayConstructor(kept))(list.buffer, list.byteOffset, list.length);
  return fromArray(copied ? view.slice() : view, [list.length], kept);
}

function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    return new Uint8Array(buffer) === undefined;
  } catch {
    return true;
  }
}

function fromNested(values: readonly NestedValues[], where: string, dtype: DType | undefined): Tensor {
  const shape: number[] = [];
  for (let level: NestedValues | undefined = values; Array.isArray(level); level = level[0])
    if (shape.push(level.length) > MOST_AXES)
      throw new ShapeError(where, `arrays at most ${MOST_AXES} levels deep`, 'deeper ones');
  const flat: number[] = [];
  let booleans = true;
  const ragged = (expected: string, got: string): ShapeError =>
    new ShapeError(where, expected, got, 'Ragged arrays have no shape: pad the rows.');
  const walk = (value: NestedValues, axis: number, path: string): void => {
    if (Array.isArray(value)) {
      if (axis >= shape.length || value.length !== shape[axis])
        throw ragged(
          `rows of one length (${axis < shape.length ? `${shape[axis]} values` : 'numbers'} at ${path || 'the top'})`,
          `${value.length} values`,
        );
      // By number: methods of arrays pass over holes.
      for (let index = 0; index < value.length; index++)
        walk(value[index] as NestedValues, axis + 1, `${path}[${index}]`);
      return;
    }
    if (typeof value !== 'number' && typeof value !== 'boolean')
      throw new DTypeError(where, `a number or boolean at ${path}`, show(value));
    if (axis !== shape.length) throw ragged(`an array of length ${shape[axis]} at ${path}`, show(value));
    booleans &&= typeof value === 'boolean';
    flat.push(Number(value));
  };
  walk(values, 0, '');
  const own = dtype ?? (booleans && flat.length > 0 ? 'bool' : 'float32');
  return fromArray(convert(flat, own, where), shape, own);
}

/** Elements as a tensor of `dtype` keeps them, in an array of their own. */
function convert(data: ArrayLike<number | bigint>, dtype: DType, where: string): TypedArray {
  const result = new (arrayConstructor(dtype))(data.length);
  for (let i = 0; i < data.length; i++) result[i] = element(Number(data[i]), dtype, where, i);
  return result;
}

function element(value: number, dtype: DType, where: string, position: number): number {
  if (dtype === 'float32') return value;
  if (dtype === 'bool') return Number(value !== 0);
  const [least, most] = rangeOf(dtype);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ValueError(
    where,
    `whole numbers from ${least} to ${most} for dtype ${dtype}`,
    `${value} at position ${position}`,
    'Use cast(x, dtype): it rounds towards zero, and stops at the ends.',
  );
}
