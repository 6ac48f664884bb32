/**
 * A block of a tensor (keras.ops.slice) and Python's `x[start:stop:step]`: one strided copy. Its gradient puts a block into
 * a tensor of zeros, whose gradient is a slice again.
 */

import { checkList, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { type Shape, type Spec, sameShape, stridesOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { apply } from '../apply.ts';
import { copyRegion } from '../copy.ts';
import { fillInstruction } from '../creation/full.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

/** For each axis the first index, how many, and how far apart (negative: backwards). */
export interface SliceAttributes {
  readonly start: readonly number[];
  readonly size: readonly number[];
  readonly step: readonly number[];
}

export const sliceOperation: Operation<SliceAttributes> = operation<SliceAttributes>({
  name: 'slice',
  infer: ([x], { size }) => [{ shape: size, dtype: (x as Spec).dtype }],
  encode(words, { inputs: [x], outputs: [y], attributes: { start, step } }) {
    const [from, to] = [x as Placed, y as Placed];
    const strides = stridesOf(from.shape);
    copyRegion(
      'slice',
      words,
      to.shape,
      {
        tensor: from,
        start: start.reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0),
        strides: step.map((stride, axis) => stride * (strides[axis] as number)),
      },
      { tensor: to, start: 0, strides: stridesOf(to.shape) },
    );
  },
  gradient: ({ inputs: [x], upstream: [dy], attributes: { start, step } }) => [
    place(dy as Tensor, (x as Tensor).shape, start, step),
  ],
});

/** The shape and value around it, and for each axis the first index and how far apart. */
export interface PlaceAttributes {
  readonly shape: Shape;
  readonly value: number;
  readonly start: readonly number[];
  readonly step: readonly number[];
}

export const placeOperation: Operation<PlaceAttributes> = operation<PlaceAttributes>({
  name: 'place',
  infer: ([x], { shape }) => [{ shape, dtype: (x as Spec).dtype }],
  encode(words, { inputs: [x], outputs: [y], attributes: { start, step, value } }) {
    const [from, to] = [x as Placed, y as Placed];
    const strides = stridesOf(to.shape);
    fillInstruction(words, to, value);
    copyRegion(
      'place',
      words,
      from.shape,
      { tensor: from, start: 0, strides: stridesOf(from.shape) },
      {
        tensor: to,
        start: start.reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0),
        strides: step.map((stride, axis) => stride * (strides[axis] as number)),
      },
    );
  },
  gradient: ({ inputs: [x], upstream: [dy], attributes: { start, step } }) => [
    apply(sliceOperation, [dy as Tensor], { start, step, size: (x as Tensor).shape }),
  ],
});

/** A tensor of `value` (default 0) with `x` from the indices `start`, `step` apart. */
export function place(
  x: Tensor,
  shape: Shape,
  start: readonly number[],
  step: readonly number[],
  value = 0,
): Tensor {
  return apply(placeOperation, [x], { shape, start, step, value });
}

/**
 * The block of `x` that starts at the indices `start` and has the shape `size`; a size of -1 means all that is
 * left. Throws a {@link ShapeError} where the block does not lie within `x`.
 */
export function slice(x: TensorLike, start: readonly number[], size: Shape): Tensor {
  const tensor = asTensor(x, 'slice');
  const { shape, rank } = tensor;
  checkList('slice', 'start', start);
  const sizes = checkList('slice', 'size', size).map((length, axis) =>
    length === -1 ? (shape[axis] ?? 0) - (start[axis] ?? 0) : length,
  );
  const fits =
    start.length === rank &&
    size.length === rank &&
    sizes.every((length, axis) => {
      const first = start[axis] as number;
      return (
        Number.isInteger(first) &&
        Number.isInteger(length) &&
        first >= 0 &&
        length >= 0 &&
        first + length <= (shape[axis] as number)
      );
    });
  if (!fits)
    throw new ShapeError(
      'slice',
      `a block within shape ${showShape(shape)}`,
      `start ${show(start)} and size ${show(size)}`,
    );
  if (sameShape(sizes, shape)) return tensor;
  return apply(sliceOperation, [tensor], { start: [...start], size: sizes, step: sizes.map(() => 1) });
}

/** Part of an axis, as Python writes it: `[start, stop]`, `[start, stop, step]`; `null` for an open end. */
export type SliceRange = readonly [start?: number | null, stop?: number | null, step?: number | null];

/**
 * Python's `x[start:stop:step, …]`, one range an axis; axes without one, or with `null`, are taken whole.
 * Negative indices count from the end, a negative step goes backwards, indices beyond the ends are cut to them.
 * Throws a {@link ValueError} for a step of 0 or more ranges than axes.
 */
export function stridedSlice(x: TensorLike, ranges: readonly (SliceRange | null)[]): Tensor {
  const tensor = asTensor(x, 'stridedSlice');
  const { shape, rank } = tensor;
  if (checkList('stridedSlice', 'ranges', ranges).length > rank)
    throw new ValueError(
      'stridedSlice',
      `at most ${rank} ranges for shape ${showShape(shape)}`,
      show(ranges.length),
    );
  const resolved = shape.map((length, axis) => resolve(ranges[axis] ?? [], length));
  const attributes: SliceAttributes = {
    start: resolved.map(({ start }) => start),
    size: resolved.map(({ size }) => size),
    step: resolved.map(({ step }) => step),
  };
  if (sameShape(attributes.size, shape) && attributes.step.every((step) => step === 1)) return tensor;
  return apply(sliceOperation, [tensor], attributes);
}

/** Python's `slice.indices`. */
function resolve(range: SliceRange, length: number): { start: number; size: number; step: number } {
  const step = range[2] ?? 1;
  if (!Number.isInteger(step) || step === 0)
    throw new ValueError('stridedSlice', 'a whole step other than 0', show(step));
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const cut = (index: number | null | undefined, open: number): number => {
    if (index === null || index === undefined) return open;
    if (!Number.isInteger(index)) throw new ValueError('stridedSlice', 'whole indices', show(index));
    return Math.min(Math.max(index < 0 ? index + length : index, least), most);
  };
  const start = cut(range[0], step > 0 ? least : most);
  const stop = cut(range[1], step > 0 ? most : least);
  const size = Math.max(0, Math.ceil((stop - start) / step));
  return { start: size === 0 ? 0 : start, size, step };
}
