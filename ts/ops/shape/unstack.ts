/** A tensor taken apart along an axis (keras.ops.unstack). */

import { checkKeys } from '../../closest.ts';
import { ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { slice } from './slice.ts';
import { MOST_PARTS } from './split.ts';
import { squeeze } from './squeeze.ts';

/** One tensor for each index of `axis` (default 0), without that axis. */
export function unstack(x: TensorLike, options: { readonly axis?: number } = {}): Tensor[] {
  const { axis = 0 } = checkKeys('unstack', options, 'axis');
  const tensor = asTensor(x, 'unstack');
  const along = normalizeAxis('unstack', axis, tensor.rank);
  if ((tensor.shape[along] as number) > MOST_PARTS)
    throw new ValueError('unstack', `at most ${MOST_PARTS} parts`, String(tensor.shape[along]));
  const size = tensor.shape.map((length, one) => (one === along ? 1 : length));
  return Array.from({ length: tensor.shape[along] as number }, (_, index) =>
    squeeze(
      slice(
        tensor,
        tensor.shape.map((_, one) => (one === along ? index : 0)),
        size,
      ),
      along,
    ),
  );
}
