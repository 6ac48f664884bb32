/** Products summed over several axes (keras.ops.tensordot, dot, vdot). */

import { checkKeys } from '../../closest.ts';
import { isWithin, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { flatten } from '../shape/flatten.ts';
import { reshape } from '../shape/reshape.ts';
import { transpose } from '../shape/transpose.ts';
import { matmul } from './matmul.ts';

/** The last so many axes of `a` with the first of `b`, or two lists of axes that belong together. */
export type TensordotAxes = number | readonly [number | readonly number[], number | readonly number[]];

/**
 * The sum of products over axes of `a` and `b`: what is left of the shape of `a`, then of that of `b`. Throws a
 * {@link ShapeError} where sizes differ.
 */
export function tensordot(
  a: TensorLike,
  b: TensorLike,
  options: { readonly axes?: TensordotAxes } = {},
): Tensor {
  const { axes = 2 } = checkKeys('tensordot', options, 'axes');
  const [x, y] = [asTensor(a, 'tensordot'), asTensor(b, 'tensordot')];
  const list = (given: number | readonly number[], rank: number): number[] =>
    [given].flat().map((axis) => normalizeAxis('tensordot', axis, rank));
  if (
    !Array.isArray(axes) &&
    (!isWithin(axes, 0) || !Number.isInteger(axes) || (axes as number) > Math.min(x.rank, y.rank))
  )
    throw new ValueError(
      'tensordot',
      `a whole number of axes from 0 to ${Math.min(x.rank, y.rank)}`,
      show(axes),
    );
  const from =
    typeof axes === 'number'
      ? Array.from({ length: axes }, (_, i) => x.rank - axes + i)
      : list(axes[0], x.rank);
  const to = typeof axes === 'number' ? Array.from({ length: axes }, (_, i) => i) : list(axes[1], y.rank);
  if (from.length !== to.length || from.some((axis, i) => x.shape[axis] !== y.shape[to[i] as number]))
    throw new ShapeError(
      'tensordot',
      'axes of equal sizes',
      `axes [${from.join(', ')}] of ${showShape(x.shape)} and [${to.join(', ')}] of ${showShape(y.shape)}`,
    );
  const left = [...x.shape.keys()].filter((axis) => !from.includes(axis));
  const right = [...y.shape.keys()].filter((axis) => !to.includes(axis));
  const [rows, columns] = [
    left.map((axis) => x.shape[axis] as number),
    right.map((axis) => y.shape[axis] as number),
  ];
  const inner = sizeOf(from.map((axis) => x.shape[axis] as number));
  const p = reshape(transpose(x, [...left, ...from]), [sizeOf(rows), inner]);
  const q = reshape(transpose(y, [...to, ...right]), [inner, sizeOf(columns)]);
  return reshape(matmul(p, q), [...rows, ...columns]);
}

/**
 * The sum of products over the last axis of `a` and the last but one of `b` (the only one of a vector); a scalar
 * multiplies.
 */
export function dot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a, 'dot'), asTensor(b, 'dot')];
  if (x.rank === 0 || y.rank === 0) return multiply(x, y);
  return tensordot(x, y, { axes: [x.rank - 1, Math.max(0, y.rank - 2)] });
}

/** The sum of products of all elements of two tensors, flattened. */
export function vdot(a: TensorLike, b: TensorLike): Tensor {
  return dot(flatten(a), flatten(b));
}
