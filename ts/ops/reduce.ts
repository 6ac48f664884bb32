/** What all reductions share: axes, the (outer, axis, inner) form of the instruction, kept dimensions. */

import { asTensor, type TensorLike } from '../tensor/create.ts';
import { normalizeAxes, type Shape, sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { reshape } from './shape/reshape.ts';
import { transpose } from './shape/transpose.ts';

/** Over which axes, and whether they stay as size 1. */
export interface ReduceOptions {
  /** One axis or several, negative from the back; default all. */
  readonly axis?: number | readonly number[] | null;
  /** Keeps reduced axes as size 1. Default `false`. */
  readonly keepDims?: boolean;
}

/** The three sizes of a reduction over neighbouring axes. */
export interface AxisAttributes {
  /** The axes reduced: neighbours, counted from the front. */
  readonly axes: readonly number[];
}

/** The sizes before, of and after the reduced axes. */
export function axisSizes(shape: Shape, axes: readonly number[]): { outer: number; axis: number; inner: number } {
  const first = axes[0] ?? 0;
  const last = axes.at(-1) ?? -1;
  return {
    outer: sizeOf(shape.slice(0, first)),
    axis: sizeOf(shape.slice(first, last + 1)),
    inner: sizeOf(shape.slice(last + 1)),
  };
}

/** A shape without some axes, or with them as 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims = false): number[] {
  return shape.flatMap((size, axis) => (!axes.includes(axis) ? [size] : keepDims ? [1] : []));
}

/**
 * Reduces over any axes with an operation over neighbouring ones: others are moved to the back first. The
 * operation returns the shape without the axes.
 */
export function reduceAxes(
  name: string,
  x: TensorLike,
  { axis, keepDims }: ReduceOptions,
  reduce: (x: Tensor, axes: readonly number[]) => Tensor,
): Tensor {
  const tensor = asTensor(x, name);
  const axes = normalizeAxes(name, axis, tensor.rank);
  const shape = reducedShape(tensor.shape, axes, keepDims);
  if (axes.length === 0) return reshape(reduce(reshape(tensor, [...tensor.shape, 1]), [tensor.rank]), shape);
  const neighbours = axes.every((value, index) => value === (axes[0] as number) + index);
  if (neighbours) return reshape(reduce(tensor, axes), shape);
  const kept = tensor.shape.map((_, index) => index).filter((index) => !axes.includes(index));
  const moved = transpose(tensor, [...kept, ...axes]);
  return reshape(reduce(moved, axes.map((_, index) => kept.length + index)), shape);
}
