/** What all reductions share: axes, the (outer, axis, inner) form of the instruction, kept dimensions. */

import { checkKeys } from '../closest.ts';
import { DTypeError, ShapeError, showShape } from '../errors.ts';
import type { TensorLike } from '../tensor/create.ts';
import { normalizeAxes, type Shape, type Spec, sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { encodeReduce, encodeReduceInteger } from '../wasm/generated/encoder.ts';
import { apply, operand } from './apply.ts';
import type { Operation, Placed } from './operation.ts';
import { cast } from './shape/cast.ts';
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
export function axisSizes(
  shape: Shape,
  axes: readonly number[],
): { outer: number; axis: number; inner: number } {
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
  options: ReduceOptions,
  reduce: (x: Tensor, axes: readonly number[]) => Tensor,
): Tensor {
  checkKeys(name, options, 'axis keepDims');
  const { axis, keepDims } = options;
  const tensor = operand(x, name);
  const axes = normalizeAxes(name, axis, tensor.rank);
  const shape = reducedShape(tensor.shape, axes, keepDims);
  if (axes.length === 0) return reshape(reduce(reshape(tensor, [...tensor.shape, 1]), [tensor.rank]), shape);
  const neighbours = axes.every((value, index) => value === (axes[0] as number) + index);
  if (neighbours) return reshape(reduce(tensor, axes), shape);
  const kept = tensor.shape.map((_, index) => index).filter((index) => !axes.includes(index));
  const moved = transpose(tensor, [...kept, ...axes]);
  return reshape(
    reduce(
      moved,
      axes.map((_, index) => kept.length + index),
    ),
    shape,
  );
}

/** A reduction's own part. */
export interface ReductionDefinition {
  readonly name: string;
  /** The code of the instruction's function on float32. */
  readonly float: number;
  /** The code on int32; absent where there is none. */
  readonly integer?: number;
  /** Whether a reduction of no elements has no value. */
  readonly needsElements?: boolean;
  /** dx; `dy` and `y` have the reduced axes as size 1. */
  readonly gradient: (call: { x: Tensor; y: Tensor; dy: Tensor; axes: readonly number[] }) => Tensor;
}

/** A reduction over neighbouring axes, of float32 and perhaps int32. */
export function numericReduction(definition: ReductionDefinition): Operation<AxisAttributes> {
  const { name, float, integer, needsElements = false, gradient } = definition;
  return {
    name,
    infer([x], { axes }) {
      const { shape, dtype } = x as Spec;
      if (dtype !== 'float32' && (dtype !== 'int32' || integer === undefined))
        throw new DTypeError(name, integer === undefined ? 'float32' : 'float32 or int32', dtype);
      if (needsElements && axisSizes(shape, axes).axis === 0)
        throw new ShapeError(
          name,
          'axes with at least one element',
          `shape ${showShape(shape)}, axes [${axes.join(', ')}]`,
        );
      return [{ shape: reducedShape(shape, axes), dtype }];
    },
    encode(words, { inputs: [x], outputs: [y], attributes: { axes } }) {
      const { shape, dtype } = x as Placed;
      const sizes = axisSizes(shape, axes);
      if (dtype === 'float32') encodeReduce(words, { function: float, x, y, ...sizes });
      else encodeReduceInteger(words, { function: integer as number, x, y, ...sizes });
    },
    gradient({ inputs: [x], outputs: [y], upstream: [dy], attributes: { axes } }) {
      const kept = reducedShape((x as Tensor).shape, axes, true);
      return [
        gradient({ x: x as Tensor, y: reshape(y as Tensor, kept), dy: reshape(dy as Tensor, kept), axes }),
      ];
    },
  };
}

/** Applies a reduction; small integers and bools are reduced as int32 and cut back to their dtype. */
export function applyReduction(
  operation: Operation<AxisAttributes>,
  x: TensorLike,
  options: ReduceOptions,
): Tensor {
  const tensor = operand(x, operation.name);
  const wide = tensor.dtype === 'float32' ? tensor : cast(tensor, 'int32');
  const result = reduceAxes(operation.name, wide, options, (moved, axes) =>
    apply(operation, [moved], { axes }),
  );
  return cast(result, tensor.dtype);
}
