/** Elements by index, one index for each place (keras.ops.take_along_axis). */

import { checkKeys } from '../../closest.ts';
import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { bytesPerElement } from '../../tensor/dtype.ts';
import { broadcastShapes, normalizeAxis, type Shape, type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeGatherElements, encodeScatterAddElements } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { broadcastTo } from '../reduction/sum.ts';
import { flatten } from '../shape/flatten.ts';
import { checkIndices, indexError } from './indices.ts';
import { integers } from './one-hot.ts';

/** The axis that the indices are of, counted from the front. */
export interface TakeAlongAxisAttributes {
  readonly axis: number;
}

function sizes(
  shape: Shape,
  axis: number,
  length: number,
): { outer: number; axis: number; inner: number; count: number } {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    axis: length,
    inner: sizeOf(shape.slice(axis + 1)),
    count: shape[axis] as number,
  };
}

function checkShapes(name: string, x: Shape, indices: Shape, axis: number): void {
  if (x.length !== indices.length || x.some((size, one) => one !== axis && size !== indices[one]))
    throw new ShapeError(
      name,
      `shapes that are equal but for axis ${axis}`,
      `${showShape(x)} and ${showShape(indices)}`,
    );
}

export const takeAlongAxisOperation: Operation<TakeAlongAxisAttributes> = operation<TakeAlongAxisAttributes>({
  name: 'takeAlongAxis',
  infer([x, indices], { axis }) {
    const [from, places] = [x as Spec, indices as Spec];
    checkIndices('takeAlongAxis', places);
    checkShapes('takeAlongAxis', from.shape, places.shape, axis);
    return [{ shape: places.shape, dtype: from.dtype }];
  },
  encode(words, { inputs: [x, indices], outputs: [y], attributes: { axis } }) {
    const { shape, dtype } = x as Placed;
    const all = sizes((indices as Placed).shape, axis, shape[axis] as number);
    encodeGatherElements(words, { elementSize: bytesPerElement(dtype), x, indices, y, ...all });
  },
  gradient: ({ inputs: [x, indices], upstream: [dy], attributes: { axis } }) => [
    scatterAddElements(dy as Tensor, indices as Tensor, axis, (x as Tensor).shape[axis] as number),
    undefined,
  ],
  fault: (values, { attributes: { axis } }) => indexError('takeAlongAxis', axis, values),
});

/** The axis that the indices are of, and its length in the result. */
export interface ScatterAddElementsAttributes {
  readonly axis: number;
  readonly length: number;
}

export const scatterAddElementsOperation: Operation<ScatterAddElementsAttributes> =
  operation<ScatterAddElementsAttributes>({
    name: 'scatterAddElements',
    infer([x, indices], { axis, length }) {
      const [from, places] = [x as Spec, indices as Spec];
      if (from.dtype !== 'float32') throw new DTypeError('scatterAddElements', 'float32', from.dtype);
      checkIndices('scatterAddElements', places);
      if (from.shape[axis] !== places.shape[axis])
        throw new ShapeError(
          'scatterAddElements',
          'an index for each element',
          `${showShape(from.shape)} and ${showShape(places.shape)}`,
        );
      checkShapes('scatterAddElements', from.shape, places.shape, axis);
      return [{ shape: from.shape.map((size, one) => (one === axis ? length : size)), dtype: 'float32' }];
    },
    encode: (words, { inputs: [x, indices], outputs: [y], attributes: { axis, length } }) =>
      encodeScatterAddElements(words, { x, indices, y, ...sizes((x as Placed).shape, axis, length) }),
    gradient: ({ inputs: [, indices], upstream: [dy], attributes: { axis } }) => [
      apply(takeAlongAxisOperation, [dy as Tensor, indices as Tensor], { axis }),
      undefined,
    ],
    fault: (values, { attributes: { axis } }) => indexError('scatterAddElements', axis, values),
  });

/** Zeros, `length` along an axis, with each element of `x` added at its own index. */
export function scatterAddElements(x: Tensor, indices: Tensor, axis: number, length: number): Tensor {
  return apply(scatterAddElementsOperation, [x, indices], { axis, length });
}

/**
 * The elements of `x` at the indices along an axis (default: of the flattened tensor), one index for each place
 * of the result; the other axes broadcast. Negative indices count from the end; one outside the axis is a
 * {@link ValueError} when the values are known.
 */
export function takeAlongAxis(
  x: TensorLike,
  indices: TensorLike,
  options: { readonly axis?: number | null } = {},
): Tensor {
  const { axis = null } = checkKeys('takeAlongAxis', options, 'axis');
  const tensor = axis === null ? flatten(x) : asTensor(x, 'takeAlongAxis');
  const given = integers(indices, 'takeAlongAxis');
  const places = axis === null ? flatten(given) : given;
  const along = normalizeAxis('takeAlongAxis', axis ?? 0, tensor.rank);
  if (tensor.rank !== places.rank)
    throw new ShapeError(
      'takeAlongAxis',
      'tensors of equal rank',
      `${showShape(tensor.shape)} and ${showShape(places.shape)}`,
    );
  const without = (shape: Shape): number[] => shape.map((size, one) => (one === along ? 1 : size));
  const common = broadcastShapes('takeAlongAxis', without(tensor.shape), without(places.shape));
  const widen = (t: Tensor): Tensor =>
    broadcastTo(
      t,
      common.map((size, one) => (one === along ? (t.shape[along] as number) : size)),
    );
  return apply(takeAlongAxisOperation, [widen(tensor), widen(places)], { axis: along });
}
