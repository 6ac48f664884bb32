/** Tensors of one shape along a new axis (keras.ops.stack). */

import { checkKeys } from '../../closest.ts';
import { checkList, ShapeError, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis, sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { concatenate } from './concatenate.ts';
import { expandDims } from './expand-dims.ts';

/**
 * The tensors along a new axis, at position `axis` (default 0) of the result; dtypes meet as in Keras. Throws a
 * {@link ShapeError} where shapes differ, a {@link ValueError} for no tensors.
 */
export function stack(xs: readonly TensorLike[], options: { readonly axis?: number } = {}): Tensor {
  checkKeys('stack', options, 'axis');
  const { axis = 0 } = options;
  const tensors = checkList('stack', 'tensors', xs).map((x) => asTensor(x, 'stack'));
  const first = tensors[0];
  if (first === undefined) throw new ValueError('stack', 'at least one tensor', 'none');
  for (const { shape } of tensors)
    if (!sameShape(shape, first.shape))
      throw new ShapeError(
        'stack',
        `tensors of shape ${showShape(first.shape)}`,
        `shape ${showShape(shape)}`,
      );
  const position = normalizeAxis('stack', axis, first.rank + 1);
  return concatenate(
    tensors.map((tensor) => expandDims(tensor, position)),
    { axis: position },
  );
}
