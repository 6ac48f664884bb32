/** Brings axes to the back for an operation over rows, and back again. */

import { normalizeAxes } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { reshape } from '../shape/reshape.ts';
import { transpose } from '../shape/transpose.ts';

/** Applies `rows`, which works along the last axis and keeps the shape, along any axes taken as one. */
export function atLastAxis(
  name: string,
  x: Tensor,
  axis: number | readonly number[],
  rows: (x: Tensor) => Tensor,
): Tensor {
  const axes = normalizeAxes(name, axis, x.rank);
  if (axes.length === 1 && axes[0] === x.rank - 1) return rows(x);
  const order = [...x.shape.keys()].filter((one) => !axes.includes(one)).concat(axes);
  const moved = transpose(x, order);
  const kept = moved.shape.slice(0, x.rank - axes.length);
  const columns = moved.shape.slice(kept.length).reduce((product, size) => product * size, 1);
  const result = reshape(rows(reshape(moved, [...kept, columns])), moved.shape);
  return transpose(
    result,
    order.map((_, position) => order.indexOf(position)),
  );
}
