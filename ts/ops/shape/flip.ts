/** Axes reversed (keras.ops.flip): one copy. */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxes } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { stridedSlice } from './slice.ts';

/** `x` with the order of elements reversed along the axes given, default all. */
export function flip(
  x: TensorLike,
  options: { readonly axis?: number | readonly number[] | null } = {},
): Tensor {
  const { axis } = checkKeys('flip', options, 'axis');
  const tensor = asTensor(x, 'flip');
  const axes = normalizeAxes('flip', axis, tensor.rank);
  return stridedSlice(
    tensor,
    tensor.shape.map((_, one) => (axes.includes(one) ? [null, null, -1] : null)),
  );
}
