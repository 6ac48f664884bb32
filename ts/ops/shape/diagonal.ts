/** Diagonals of matrices (keras.ops.diagonal, diag, trace): strided slices of the flattened matrix. */

import { checkKeys } from '../../closest.ts';
import { checkWhole, ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { sum } from '../reduction/sum.ts';
import { moveaxis } from './moveaxis.ts';
import { reshape } from './reshape.ts';
import { place, sliceOperation } from './slice.ts';

/** Options of {@link diagonal} and {@link trace}. */
export interface DiagonalOptions {
  /** The diagonal: above the main one if positive. Default 0. */
  readonly offset?: number;
  /** The rows. Default 0. */
  readonly axis1?: number;
  /** The columns. Default 1. */
  readonly axis2?: number;
}

/** The elements of a diagonal over two axes, along a new last axis in their place. */
export function diagonal(x: TensorLike, options: DiagonalOptions = {}): Tensor {
  const { offset = 0, axis1 = 0, axis2 = 1 } = checkKeys('diagonal', options, 'offset axis1 axis2');
  checkWhole('diagonal', 'offset', offset, Number.MIN_SAFE_INTEGER);
  const tensor = asTensor(x, 'diagonal');
  if (tensor.rank < 2) throw new ShapeError('diagonal', 'a tensor of rank ≥ 2', showShape(tensor.shape));
  const axes = [axis1, axis2].map((axis) => normalizeAxis('diagonal', axis, tensor.rank));
  const moved = moveaxis(tensor, axes, [-2, -1]);
  const batch = moved.shape.slice(0, -2);
  const [rows, columns] = moved.shape.slice(-2) as [number, number];
  const size = Math.max(0, Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)));
  const first = size === 0 ? 0 : offset >= 0 ? offset : -offset * columns;
  return apply(sliceOperation, [reshape(moved, [...batch, rows * columns])], {
    start: [...batch.map(() => 0), first],
    size: [...batch, size],
    step: [...batch.map(() => 1), columns + 1],
  });
}

/** The sum of a diagonal over two axes. */
export function trace(x: TensorLike, options: DiagonalOptions = {}): Tensor {
  return sum(diagonal(x, options), { axis: -1 });
}

/** Of a vector, the square matrix with it on diagonal `k`, zeros elsewhere; of a matrix, its diagonal `k`. */
export function diag(x: TensorLike, options: { readonly k?: number } = {}): Tensor {
  const { k = 0 } = checkKeys('diag', options, 'k');
  checkWhole('diag', 'k', k, -(2 ** 15), 2 ** 15);
  const tensor = asTensor(x, 'diag');
  if (tensor.rank === 2) return diagonal(tensor, { offset: k });
  if (tensor.rank !== 1) throw new ShapeError('diag', 'a tensor of rank 1 or 2', showShape(tensor.shape));
  const n = tensor.size + Math.abs(k);
  const first = tensor.size === 0 ? 0 : k >= 0 ? k : -k * n;
  return reshape(place(tensor, [n * n], [first], [n + 1]), [n, n]);
}
