/** What layers that change the size of spatial axes share. */

import { isWithin, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import type { DataFormat } from '../../ops/convolution/geometry.ts';
import type { BatchShape } from '../keras-tensor.ts';
import { type BatchShapes, oneShape } from '../layer.ts';

/** Amounts before and after each of several axes: one number for all, one an axis, or a pair an axis. */
export type Amounts = number | readonly number[] | readonly (number | readonly [number, number])[];

/** The pairs of amounts: whole numbers ≥ 0. */
export function pairsOf(where: string, name: string, amounts: Amounts, rank: number): [number, number][] {
  // Along a single axis a pair is before and after.
  const list: readonly unknown[] = !Array.isArray(amounts)
    ? new Array(rank).fill(amounts)
    : rank === 1
      ? [amounts]
      : Array.from(amounts);
  const pairs = list.map((one): unknown[] => (Array.isArray(one) ? Array.from(one) : [one, one]));
  const valid = pairs.every(
    (pair) => pair.length === 2 && pair.every((size) => Number.isInteger(size) && isWithin(size, 0)),
  );
  if (pairs.length !== rank || !valid)
    throw new ValueError(
      where,
      `${name} to be a whole number ≥ 0${rank > 1 ? `, ${rank} of them, or ${rank} pairs` : ' or a pair'}`,
      show(amounts),
    );
  return pairs as [number, number][];
}

/** The shape with each spatial size changed; throws a {@link ShapeError} for another rank. */
export function mapSpatial(
  where: string,
  inputShape: BatchShapes,
  rank: number,
  format: DataFormat,
  change: (size: number, axis: number) => number,
): BatchShape {
  const shape = oneShape(where, inputShape);
  if (shape.length !== rank + 2)
    throw new ShapeError(where, `an input of rank ${rank + 2}`, showShape(shape));
  const first = format === 'channels_first' ? 2 : 1;
  return shape.map((size, axis) =>
    size === null || axis < first || axis >= first + rank ? size : change(size, axis - first),
  );
}
