/** Blocks added to zeros, or put into a tensor, by indices of several axes (keras.ops.scatter, scatter_update). */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { asTensor, fromArray, type TensorLike } from '../../tensor/create.ts';
import { bytesPerElement } from '../../tensor/dtype.ts';
import { checkShape, type Shape, type Spec, sameShape, sizeOf, stridesOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeScatterSet } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { greaterEqual } from '../compare/greater-equal.ts';
import { less } from '../compare/less.ts';
import { logicalOr } from '../compare/logical-or.ts';
import { zerosLike } from '../creation/full.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { any } from '../reduction/any.ts';
import { sum } from '../reduction/sum.ts';
import { cast } from '../shape/cast.ts';
import { reshape } from '../shape/reshape.ts';
import { checkIndices, indexError } from './indices.ts';
import { integers } from './one-hot.ts';
import { scatterAdd, summable, takeOperation } from './take.ts';
import { where } from './where.ts';

/** Inputs base (axis, …), rows (count, …), indices (count,); the last of equal indices stays. */
export const scatterSetOperation: Operation<undefined> = operation<undefined>({
  name: 'scatterSet',
  infer([base, rows, indices]) {
    const [x, updates, places] = [base as Spec, rows as Spec, indices as Spec];
    checkIndices('scatterSet', places);
    if (x.dtype !== updates.dtype)
      throw new DTypeError('scatterSet', `rows of dtype ${x.dtype}`, updates.dtype);
    const expected = [...places.shape, ...x.shape.slice(1)];
    if (x.shape.length === 0 || places.shape.length !== 1 || !sameShape(updates.shape, expected))
      throw new ShapeError('scatterSet', `rows of shape ${showShape(expected)}`, showShape(updates.shape));
    return [{ shape: x.shape, dtype: x.dtype }];
  },
  encode(words, { inputs: [base, x, indices], outputs: [y] }) {
    const { shape, dtype } = base as Placed;
    const [axis, inner] = [shape[0] as number, sizeOf(shape.slice(1))];
    const count = sizeOf((indices as Placed).shape);
    encodeScatterSet(words, {
      elementSize: bytesPerElement(dtype),
      base,
      x,
      indices,
      y,
      outer: 1,
      axis,
      inner,
      count,
    });
  },
  gradient: ({ inputs: [, rows, indices], upstream: [dy], wanted }) => [
    wanted[0]
      ? apply(scatterSetOperation, [dy as Tensor, zerosLike(rows as Tensor), indices as Tensor], undefined)
      : undefined,
    wanted[1] ? apply(takeOperation, [dy as Tensor, indices as Tensor], { axis: 0 }) : undefined,
    undefined,
  ],
  fault: (values) => indexError('scatterSet', 0, values),
});

/**
 * Zeros of `shape` with blocks of `values` added at the indices. The last axis of `indices` names a place on the
 * first axes of `shape`; `values` has the other axes of `indices`, then the rest of `shape`. float32, or int32 of whole
 * numbers. An index outside its axis is a {@link ValueError} when the values are known.
 */
export function scatter(indices: TensorLike, values: TensorLike, shape: Shape): Tensor {
  const places = integers(indices, 'scatter');
  const blocks = summable(asTensor(values, 'scatter'));
  const { flat, rows, rest } = flatten('scatter', places, blocks, checkShape('scatter', shape));
  return reshape(scatterAdd(rows, flat, [sizeOf(shape) / Math.max(1, sizeOf(rest)), ...rest], 0), shape);
}

/**
 * A copy of `x` with blocks replaced by `updates` at the indices, which are as in {@link scatter}; indices should
 * differ (the last of equal ones stays, but each gets the gradient).
 */
export function scatterUpdate(x: TensorLike, indices: TensorLike, updates: TensorLike): Tensor {
  const tensor = asTensor(x, 'scatterUpdate');
  const places = integers(indices, 'scatterUpdate');
  const blocks = cast(asTensor(updates, 'scatterUpdate'), tensor.dtype);
  const { flat, rows, rest } = flatten('scatterUpdate', places, blocks, tensor.shape);
  const base = reshape(tensor, [tensor.size / Math.max(1, sizeOf(rest)), ...rest]);
  return reshape(apply(scatterSetOperation, [base, rows, flat], undefined), tensor.shape);
}

/** Indices of several axes as indices of those axes merged, and the blocks in rows. */
function flatten(
  name: string,
  indices: Tensor,
  values: Tensor,
  shape: Shape,
): { flat: Tensor; rows: Tensor; rest: Shape } {
  const depth = indices.shape.at(-1) ?? 0;
  const batch = indices.shape.slice(0, -1);
  if (indices.rank === 0 || depth === 0 || depth > shape.length)
    throw new ShapeError(
      name,
      `indices whose last axis is 1 to ${shape.length} long`,
      `shape ${showShape(indices.shape)}`,
    );
  const [own, rest] = [shape.slice(0, depth), shape.slice(depth)];
  if (!sameShape(values.shape, [...batch, ...rest]))
    throw new ShapeError(name, `values of shape ${showShape([...batch, ...rest])}`, showShape(values.shape));
  const count = sizeOf(batch);
  const rows = reshape(values, [count, ...rest]);
  if (depth === 1) return { flat: reshape(indices, [count]), rows, rest };
  const lengths = fromArray(Int32Array.from(own), [depth], 'int32');
  const positive = where(less(indices, 0), add(indices, lengths), indices);
  const outside = any(logicalOr(less(positive, 0), greaterEqual(positive, lengths)), { axis: -1 });
  const strides = fromArray(Int32Array.from(stridesOf(own)), [depth], 'int32');
  // An index outside its own axis could fall on a place of another row: it is made one that no place has.
  const merged = where(outside, sizeOf(own), sum(multiply(positive, strides), { axis: -1 }));
  return { flat: reshape(merged, [count]), rows, rest };
}
