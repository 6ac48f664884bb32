/** Elements repeated one by one (keras.ops.repeat). */

import { checkKeys } from '../../closest.ts';
import { show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { indexList } from '../index/indices.ts';
import { take } from '../index/take.ts';
import { broadcastTo } from '../reduction/sum.ts';
import { flatten } from './flatten.ts';
import { reshape } from './reshape.ts';

/**
 * Each element of `x` repeated along an axis (default: of the flattened tensor), so many times, or each as often
 * as its own count says.
 */
export function repeat(
  x: TensorLike,
  repeats: number | readonly number[],
  options: { readonly axis?: number | null } = {},
): Tensor {
  const { axis = null } = checkKeys('repeat', options, 'axis');
  const tensor = axis === null ? flatten(x) : asTensor(x, 'repeat');
  const along = normalizeAxis('repeat', axis ?? 0, tensor.rank);
  const { shape } = tensor;
  const length = shape[along] as number;
  const counts = [repeats].flat();
  if (
    (counts.length !== 1 && counts.length !== length) ||
    counts.some((count) => !Number.isInteger(count) || count < 0)
  )
    throw new ValueError('repeat', `one whole number ≥ 0, or one for each of ${length}`, show(counts));
  if (counts.length !== 1) {
    let [index, end] = [0, counts[0] ?? 0];
    const total = counts.reduce((sum, count) => sum + count, 0);
    const indices = indexList('repeat', total, (place) => {
      while (place >= end) end += counts[++index] as number;
      return index;
    });
    return take(tensor, indices, { axis: along });
  }
  const count = counts[0] as number;
  const [before, after] = [shape.slice(0, along + 1), shape.slice(along + 1)];
  const wide = broadcastTo(reshape(tensor, [...before, 1, ...after]), [...before, count, ...after]);
  return reshape(
    wide,
    shape.map((size, one) => (one === along ? size * count : size)),
  );
}
