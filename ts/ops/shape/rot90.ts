/** A quarter turn (keras.ops.rot90). */

import { checkKeys } from '../../closest.ts';
import { checkWhole, ShapeError, show, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { flip } from './flip.ts';
import { swapaxes } from './swapaxes.ts';

/** Options of {@link rot90}. */
export interface Rot90Options {
  /** Quarter turns. Default 1. */
  readonly k?: number;
  /** The plane: turns go from the first axis towards the second. Default `[0, 1]`. */
  readonly axes?: readonly [number, number];
}

/** `x` turned by 90 degrees `k` times in the plane of two axes. */
export function rot90(x: TensorLike, options: Rot90Options = {}): Tensor {
  const { k = 1, axes = [0, 1] } = checkKeys('rot90', options, 'k axes');
  const tensor = asTensor(x, 'rot90');
  checkWhole('rot90', 'k', k, Number.MIN_SAFE_INTEGER);
  const [first, second] = [axes].flat().map((axis) => normalizeAxis('rot90', axis, tensor.rank)) as [
    number,
    number,
  ];
  if (first === second || second === undefined)
    throw new ShapeError(
      'rot90',
      'two different axes',
      `axes ${show(axes)} of shape ${showShape(tensor.shape)}`,
    );
  const turns = ((k % 4) + 4) % 4;
  if (turns === 0) return tensor;
  if (turns === 2) return flip(tensor, { axis: [first, second] });
  if (turns === 1) return swapaxes(flip(tensor, { axis: second }), first, second);
  return flip(swapaxes(tensor, first, second), { axis: second });
}
