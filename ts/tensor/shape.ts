/** Shapes: counting, broadcasting, axes. */

import { ShapeError, show, showShape, ValueError } from '../errors.ts';

/** The sizes of a tensor's axes; `[]` is a scalar. */
export type Shape = readonly number[];

/** Shape and dtype: all that is known of a tensor before it has values. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: import('./dtype.ts').DType;
}

/** Elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

/** Axes that a tensor has at most. */
export const MOST_AXES = 32;

/** Elements that a tensor has at most: 32-bit numbers count them in the core. */
const MOST_ELEMENTS = 2 ** 31 - 1;

/** A shape as a user may give it: whole sizes ≥ 0, not more of them or larger than a tensor can have. */
export function checkShape(where: string, shape: readonly number[]): Shape {
  // A copy has no holes, which `every` would pass over.
  const sizes = Array.isArray(shape) ? Array.from(shape.slice(0, MOST_AXES)) : [-1];
  if (!sizes.every((size) => Number.isInteger(size) && size >= 0))
    throw new ShapeError(where, 'a list of whole sizes ≥ 0', showShape(shape));
  if (shape.length > MOST_AXES || Math.max(sizeOf(sizes), ...sizes) > MOST_ELEMENTS)
    throw new ShapeError(
      where,
      `at most ${MOST_AXES} sizes, and fewer than 2 ** 31 elements`,
      showShape(shape),
    );
  return shape;
}

/** The shape that all `shapes` broadcast to, by NumPy's rule. */
export function broadcastShapes(where: string, ...shapes: Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const offset = rank - shape.length;
    shape.forEach((size, axis) => {
      const other = result[offset + axis] ?? 1;
      if (other === 1) result[offset + axis] = size;
      else if (size !== 1 && size !== other)
        throw new ShapeError(
          where,
          'shapes that broadcast (sizes equal or 1, from the last axis)',
          shapes.map(showShape).join(' and '),
        );
    });
  }
  return result;
}

/** Strides (in elements) with which `shape` is read as `target`: 0 where it is repeated. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const own = stridesOf(shape);
  const offset = target.length - shape.length;
  return target.map((_, axis) => {
    const mine = axis - offset;
    return mine < 0 || shape[mine] === 1 ? 0 : (own[mine] ?? 0);
  });
}

/** `axis` counted from the front; negative axes count from the back. */
export function normalizeAxis(where: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ValueError(where, `an axis from ${-rank} to ${rank - 1}`, `axis ${show(axis)}`);
  return axis < 0 ? axis + rank : axis;
}

/** Axes counted from the front, sorted, without repeats; `null` or `undefined` means all. */
export function normalizeAxes(
  where: string,
  axes: number | readonly number[] | null | undefined,
  rank: number,
): number[] {
  if (axes === null || axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = [axes].flat();
  const result = list.map((axis) => normalizeAxis(where, axis, rank)).sort((a, b) => a - b);
  if (new Set(result).size !== result.length)
    throw new ValueError(where, 'each axis at most once', `axes ${show(list)}`);
  return result;
}

/** A strided walk with axes merged where memory allows, so that kernels see as few and as long axes as can be. */
export interface Walk {
  readonly shape: number[];
  /** One list of strides an operand. */
  readonly strides: number[][];
}

/** Drops axes of size 1 and merges neighbours that every operand walks as one. */
export function collapse(shape: Shape, strides: readonly (readonly number[])[]): Walk {
  const sizes: number[] = [];
  const merged: number[][] = strides.map(() => []);
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const last = sizes.length - 1;
    const joins =
      last >= 0 && strides.every((own, operand) => merged[operand]?.[last] === (own[axis] ?? 0) * size);
    if (joins) {
      sizes[last] = (sizes[last] ?? 1) * size;
      strides.forEach((own, operand) => {
        (merged[operand] as number[])[last] = own[axis] ?? 0;
      });
    } else {
      sizes.push(size);
      strides.forEach((own, operand) => {
        merged[operand]?.push(own[axis] ?? 0);
      });
    }
  });
  return { shape: sizes, strides: merged };
}
