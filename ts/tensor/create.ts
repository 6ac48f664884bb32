/** Making tensors from JavaScript values. */

import { DTypeError, ShapeError, show, showShape, ValueError } from '../errors.ts';
import { arrayConstructor, checkDType, type DType, dtypeOfArray, type TypedArray } from './dtype.ts';
import { checkShape, type Shape, sizeOf } from './shape.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';
import { Variable } from './variable.ts';

/** Nested arrays of numbers or booleans, all rows of a level equally long. */
export type NestedValues = number | boolean | readonly NestedValues[];

/** What may be given wherever a tensor is wanted. */
export type TensorLike = Tensor | Variable | TypedArray | Uint8ClampedArray | Float64Array | NestedValues;

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
 * are not numbers or booleans.
 */
export function tensor(values: TensorLike, options: TensorOptions = {}): Tensor {
  const where = 'tensor';
  if (typeof options !== 'object' || Array.isArray(options))
    throw new ValueError(where, 'options such as { shape: [2, 3] }', show(options));
  if (options.dtype !== undefined) checkDType(where, options.dtype);
  const made = asTensor(values, where, options.dtype);
  const storage = made.storage(where);
  const data = storage.copy(where);
  const shape = options.shape === undefined ? made.shape : checkShape(where, options.shape);
  if (sizeOf(shape) !== made.size)
    throw new ShapeError(
      where,
      `${sizeOf(shape)} values for shape ${showShape(shape)}`,
      `${made.size} values`,
    );
  const dtype = options.dtype ?? made.dtype;
  return fromArray(convert(data, dtype, where), [...shape], dtype);
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

/** Any tensor-like value as a tensor. A typed array is not copied: it must not change while in use. */
export function asTensor(values: TensorLike, where: string, dtype?: DType): Tensor {
  if (values instanceof Tensor) return values;
  if (values instanceof Variable) return values.read();
  if (typeof values === 'number') return scalar(element(values, dtype ?? 'float32', where, 0), dtype);
  if (typeof values === 'boolean') return scalar(Number(values), dtype ?? 'bool');
  if (ArrayBuffer.isView(values)) {
    if (values instanceof Float64Array)
      return fromArray(Float32Array.from(values), [values.length], 'float32');
    // The pixels of a canvas.
    if (values instanceof Uint8ClampedArray)
      return asTensor(new Uint8Array(values.buffer, values.byteOffset, values.length), where, dtype);
    const own = dtypeOfArray(values);
    if (own === undefined)
      throw new DTypeError(
        where,
        'a Float32Array, Int32Array, Uint8Array, Int8Array or Float64Array',
        show(values),
      );
    const kept = dtype === 'bool' && own === 'uint8' ? 'bool' : own;
    return fromArray(values as TypedArray, [values.length], kept);
  }
  if (Array.isArray(values)) return fromNested(values, where, dtype);
  throw new DTypeError(
    where,
    'a tensor, number, boolean, typed array or nested arrays of numbers',
    show(values),
    // What has a shape is symbolic.
    (values as { shape?: unknown } | null)?.shape ? 'Use a layer such as Add().' : undefined,
  );
}

function fromNested(values: readonly NestedValues[], where: string, dtype: DType | undefined): Tensor {
  const shape: number[] = [];
  for (let level: NestedValues | undefined = values; Array.isArray(level); level = level[0])
    shape.push(level.length);
  const flat: number[] = [];
  let booleans = true;
  const walk = (value: NestedValues, axis: number, path: string): void => {
    if (Array.isArray(value)) {
      if (axis >= shape.length || value.length !== shape[axis])
        throw new ShapeError(
          where,
          `rows of equal length (${axis < shape.length ? `${shape[axis]} values` : 'numbers'} at ${path || 'the top'})`,
          `${value.length} values`,
          'Ragged arrays have no shape: pad the rows first.',
        );
      value.forEach((item, index) => {
        walk(item, axis + 1, `${path}[${index}]`);
      });
      return;
    }
    if (axis !== shape.length)
      throw new ShapeError(
        where,
        `an array of length ${shape[axis]} at ${path}`,
        show(value),
        'Ragged arrays have no shape: pad the rows first.',
      );
    if (typeof value !== 'number' && typeof value !== 'boolean')
      throw new DTypeError(where, `a number or boolean at ${path}`, show(value));
    booleans &&= typeof value === 'boolean';
    flat.push(Number(value));
  };
  walk(values, 0, '');
  const own = dtype ?? (booleans && flat.length > 0 ? 'bool' : 'float32');
  const array = new (arrayConstructor(own))(flat.length);
  for (let i = 0; i < flat.length; i++) array[i] = element(flat[i] ?? 0, own, where, i);
  return fromArray(array, shape, own);
}

function convert(data: TypedArray, dtype: DType, where: string): TypedArray {
  const make = arrayConstructor(dtype);
  if (data instanceof make && dtype !== 'bool') return data;
  const result = new make(data.length);
  for (let i = 0; i < data.length; i++) {
    result[i] = element(data[i] ?? 0, dtype, where, i);
  }
  return result;
}

/** A number as a tensor of `dtype` keeps it. */
function element(value: number, dtype: DType, where: string, position: number): number {
  if (dtype === 'float32') return value;
  if (dtype === 'bool') return Number(value !== 0);
  if (Number.isInteger(value)) return value;
  throw new ValueError(
    where,
    `whole numbers for dtype ${dtype}`,
    `${value} at position ${position}`,
    'Use cast(x, dtype) to round towards zero.',
  );
}
