/** Elements added around a tensor (keras.ops.pad). */

import { checkKeys } from '../../closest.ts';
import { checkList, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { indexList } from '../index/indices.ts';
import { take } from '../index/take.ts';
import { place } from './slice.ts';

/** How many elements before and after: for each axis, or for all axes. */
export type PadWidth = number | readonly [number, number] | readonly (readonly [number, number])[];

/** Options of {@link pad}. */
export interface PadOptions {
  /** `constant`; `reflect` mirrors about the edge elements; `symmetric` about the edges. Default `'constant'`. */
  readonly mode?: 'constant' | 'reflect' | 'symmetric';
  /** What `constant` adds. Default 0. */
  readonly constantValues?: number;
}

/**
 * `x` with elements added before and after along each axis. Throws a {@link ShapeError} where there is nothing
 * to mirror, a {@link ValueError} for widths that are not whole numbers ≥ 0.
 */
export function pad(x: TensorLike, padWidth: PadWidth, options: PadOptions = {}): Tensor {
  const { mode = 'constant', constantValues = 0 } = checkKeys('pad', options, 'mode constantValues');
  const tensor = asTensor(x, 'pad');
  if (typeof constantValues !== 'number')
    throw new ValueError('pad', 'constantValues to be a number', show(constantValues));
  const { shape, rank } = tensor;
  const widths = widthsOf(padWidth, rank);
  if (widths.every(([before, after]) => before === 0 && after === 0)) return tensor;
  if (mode === 'constant') {
    const padded = shape.map((size, axis) => size + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0));
    return place(
      tensor,
      padded,
      widths.map(([before]) => before),
      shape.map(() => 1),
      constantValues,
    );
  }
  return widths.reduce((result, [before, after], axis) => {
    if (before === 0 && after === 0) return result;
    const size = shape[axis] as number;
    if (size === 0)
      throw new ShapeError('pad', `an axis to mirror`, `shape ${showShape(shape)}, axis ${axis}`);
    return take(result, mirrored(size, before, after, mode === 'symmetric'), { axis });
  }, tensor);
}

function widthsOf(padWidth: PadWidth, rank: number): (readonly [number, number])[] {
  let widths: (readonly [number, number])[];
  if (typeof padWidth === 'number')
    widths = Array.from({ length: rank }, () => [padWidth, padWidth] as const);
  else if (padWidth?.length === 2 && typeof padWidth[0] === 'number')
    widths = Array.from({ length: rank }, () => padWidth as readonly [number, number]);
  else widths = [...checkList('pad', 'padWidth', padWidth as readonly (readonly [number, number])[])];
  if (widths.length === 1 && rank > 1)
    widths = Array.from({ length: rank }, () => widths[0] as readonly [number, number]);
  if (
    widths.length !== rank ||
    widths.some((pair) => pair?.length !== 2 || !pair.every((width) => Number.isInteger(width) && width >= 0))
  )
    throw new ValueError('pad', `${rank} pairs of whole numbers ≥ 0`, show(padWidth));
  return widths;
}

/** The indices of an axis and of its mirror images around it, as often as it takes. */
function mirrored(size: number, before: number, after: number, edges: boolean): Tensor {
  const period = edges ? 2 * size : Math.max(1, 2 * size - 2);
  return indexList('pad', before + size + after, (place) => {
    const phase = (((place - before) % period) + period) % period;
    return phase < size ? phase : period - phase - (edges ? 1 : 0);
  });
}
