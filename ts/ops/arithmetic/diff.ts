/** Differences of neighbours (keras.ops.diff). */

import { checkKeys } from '../../closest.ts';
import { show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { notEqual } from '../compare/not-equal.ts';
import { stridedSlice } from '../shape/slice.ts';
import { subtract } from './subtract.ts';

/** Each element less the one before it along an axis (default -1), n times over; bools differ where they change. */
export function diff(x: TensorLike, options: { readonly n?: number; readonly axis?: number } = {}): Tensor {
  const { n = 1, axis = -1 } = checkKeys('diff', options, 'n axis');
  const tensor = asTensor(x, 'diff');
  if (!Number.isInteger(n) || n < 0) throw new ValueError('diff', 'a whole n ≥ 0', show(n));
  const along = normalizeAxis('diff', axis, tensor.rank);
  const part = (t: Tensor, start: number | null, stop: number | null): Tensor =>
    stridedSlice(
      t,
      t.shape.map((_, one) => (one === along ? [start, stop] : null)),
    );
  let result = tensor;
  for (let step = 0; step < n && (result.shape[along] as number) > 0; step++) {
    const [later, earlier] = [part(result, 1, null), part(result, null, -1)];
    result = tensor.dtype === 'bool' ? notEqual(later, earlier) : subtract(later, earlier);
  }
  return result;
}
