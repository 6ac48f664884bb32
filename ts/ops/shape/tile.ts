/** A tensor laid side by side with itself (keras.ops.tile): one copy. */

import { show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { broadcastTo } from '../reduction/sum.ts';
import { reshape } from './reshape.ts';

/** `x` repeated as a whole along each axis; counts are aligned at the last axis, missing ones are 1. */
export function tile(x: TensorLike, repeats: number | readonly number[]): Tensor {
  const tensor = asTensor(x, 'tile');
  const given = [repeats].flat();
  if (given.some((count) => !Number.isInteger(count) || count < 0))
    throw new ValueError('tile', 'whole repeats ≥ 0', show(given));
  const rank = Math.max(given.length, tensor.rank);
  const counts = [...new Array<number>(rank - given.length).fill(1), ...given];
  const shape = [...new Array<number>(rank - tensor.rank).fill(1), ...tensor.shape];
  const spread = reshape(
    tensor,
    shape.flatMap((size, axis) => (counts[axis] === 1 ? [size] : [1, size])),
  );
  const wide = shape.flatMap((size, axis) => (counts[axis] === 1 ? [size] : [counts[axis] as number, size]));
  return reshape(
    broadcastTo(spread, wide),
    shape.map((size, axis) => size * (counts[axis] as number)),
  );
}
