/** Rows by index (keras.ops.take), and the sums of rows that are its gradient. */

import { checkKeys } from '../../closest.ts';
import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import type { TensorLike } from '../../tensor/create.ts';
import { arrayConstructor, bytesPerElement, type TypedArray } from '../../tensor/dtype.ts';
import { normalizeAxis, type Shape, type Spec, sameShape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeGather, encodeScatterAdd } from '../../wasm/generated/encoder.ts';
import { apply, operand } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { flatten } from '../shape/flatten.ts';
import { checkIndices, indexError } from './indices.ts';
import { integers } from './one-hot.ts';

/** The axis that the indices are of, counted from the front. */
export interface TakeAttributes {
  readonly axis: number;
}

/** (outer, axis, inner) of a tensor, and how many indices. */
function sizes(
  shape: Shape,
  axis: number,
  indices: Shape,
): { outer: number; axis: number; inner: number; count: number } {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    axis: shape[axis] as number,
    inner: sizeOf(shape.slice(axis + 1)),
    count: sizeOf(indices),
  };
}

export const takeOperation: Operation<TakeAttributes> = operation<TakeAttributes>({
  name: 'take',
  infer([x, indices], { axis }) {
    const { shape, dtype } = x as Spec;
    const places = indices as Spec;
    checkIndices('take', places);
    return [{ shape: [...shape.slice(0, axis), ...places.shape, ...shape.slice(axis + 1)], dtype }];
  },
  encode(words, { inputs: [x, indices], outputs: [y], attributes: { axis } }) {
    const { shape, dtype } = x as Placed;
    const elementSize = bytesPerElement(dtype);
    encodeGather(words, { elementSize, x, indices, y, ...sizes(shape, axis, (indices as Placed).shape) });
  },
  gradient: ({ inputs: [x, indices], upstream: [dy], attributes: { axis } }) => [
    scatterAdd(dy as Tensor, indices as Tensor, (x as Tensor).shape, axis),
    undefined,
  ],
  onHost: ([x, indices], { axis }) => takeRows(x as Tensor, indices as Tensor, axis),
  fault: (values, { attributes: { axis } }) => indexError('take', axis, values),
});

/** Below this many bytes a tensor is copied to WebAssembly memory without a second thought. */
const LARGE = 1 << 18;

/** A batch of a data set that lies in a JavaScript array: its rows, without copying the whole set first. */
function takeRows(x: Tensor, indices: Tensor, axis: number): TypedArray | undefined {
  const storage = x.storage('take');
  const { array } = storage;
  if (axis !== 0 || array === undefined || storage.address !== 0 || storage.bytes < LARGE) return undefined;
  const { axis: length, inner } = sizes(x.shape, 0, indices.shape);
  const rows = indices.storage('take').peek('take');
  const result = new (arrayConstructor(x.dtype))(rows.length * inner);
  rows.forEach((index, position) => {
    const row = index < 0 ? index + length : index;
    if (row < 0 || row >= length) throw indexError('take', 0, [position, index, length]);
    result.set(array.subarray(row * inner, (row + 1) * inner), position * inner);
  });
  return result;
}

/** The shape of the sums, and the axis that the indices are of. */
export interface ScatterAddAttributes {
  readonly shape: Shape;
  readonly axis: number;
}

export const scatterAddOperation: Operation<ScatterAddAttributes> = operation<ScatterAddAttributes>({
  name: 'scatterAdd',
  infer([x, indices], { shape, axis }) {
    const rows = x as Spec;
    const places = indices as Spec;
    const { dtype } = rows;
    if (dtype !== 'float32' && dtype !== 'int32')
      throw new DTypeError('scatterAdd', 'float32 or int32', dtype);
    checkIndices('scatterAdd', places);
    const expected = [...shape.slice(0, axis), ...places.shape, ...shape.slice(axis + 1)];
    if (!sameShape(rows.shape, expected))
      throw new ShapeError('scatterAdd', `rows of shape ${showShape(expected)}`, showShape(rows.shape));
    return [{ shape, dtype }];
  },
  encode(words, { inputs: [x, indices], outputs: [y], attributes: { shape, axis } }) {
    const integer = Number((y as Placed).dtype === 'int32');
    encodeScatterAdd(words, { integer, x, indices, y, ...sizes(shape, axis, (indices as Placed).shape) });
  },
  gradient: ({ inputs: [, indices], upstream: [dy], attributes: { axis } }) => [
    apply(takeOperation, [dy as Tensor, indices as Tensor], { axis }),
    undefined,
  ],
  fault: (values, { attributes: { axis } }) => indexError('scatterAdd', axis, values),
});

/** `x` as a dtype that sums have: whole numbers as int32. */
export function summable(x: Tensor): Tensor {
  return cast(x, x.dtype === 'float32' ? 'float32' : 'int32');
}

/** Zeros of `shape` with rows of `x`, float32 or int32, added at the indices of an axis, in order. */
export function scatterAdd(x: Tensor, indices: Tensor, shape: Shape, axis: number): Tensor {
  return apply(scatterAddOperation, [x, indices], { shape, axis });
}

/**
 * The elements of `x` at the indices of an axis (default: of the flattened tensor); the shape of the indices
 * takes the place of the axis. Negative indices count from the end; one outside the axis is a
 * {@link ValueError} when the values are known. Throws a {@link DTypeError} for indices that are floats.
 */
export function take(
  x: TensorLike,
  indices: TensorLike,
  options: { readonly axis?: number | null } = {},
): Tensor {
  const { axis = null } = checkKeys('take', options, 'axis');
  const given = operand(x, 'take');
  const tensor = axis === null ? flatten(given) : given;
  const along = normalizeAxis('take', axis ?? 0, tensor.rank);
  return apply(takeOperation, [tensor, integers(indices, 'take')], { axis: along });
}
