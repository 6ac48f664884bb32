/** Axes moved, the others in their order (keras.ops.moveaxis). */

import { ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { transpose } from './transpose.ts';

/**
 * `x` with the axes `source` at the positions `destination`. Throws a {@link ValueError} unless both name as many
 * axes, each once.
 */
export function moveaxis(
  x: TensorLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const tensor = asTensor(x, 'moveaxis');
  const list = (axes: number | readonly number[]): number[] =>
    [axes].flat().map((axis) => normalizeAxis('moveaxis', axis, tensor.rank));
  const [from, to] = [list(source), list(destination)];
  if (from.length !== to.length || new Set(from).size !== from.length || new Set(to).size !== to.length)
    throw new ValueError(
      'moveaxis',
      'as many destinations as sources, each axis once',
      `[${from.join(', ')}] and [${to.join(', ')}]`,
    );
  const rest = [...tensor.shape.keys()].filter((axis) => !from.includes(axis));
  const order = tensor.shape.map((_, position) => {
    const moved = to.indexOf(position);
    return moved < 0 ? (rest.shift() as number) : (from[moved] as number);
  });
  return transpose(tensor, order);
}
