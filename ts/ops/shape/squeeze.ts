/** Axes of size 1 taken away (keras.ops.squeeze): a view. */

import { ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxes } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { argumentOf, type OrOption } from './or-option.ts';
import { reshape } from './reshape.ts';

/**
 * `x` without the axes given, or without all axes of size 1. Throws a {@link ShapeError} for an axis of another
 * size.
 */
export function squeeze(
  x: TensorLike,
  given?: OrOption<'axis', number | readonly number[] | null | undefined>,
): Tensor {
  const axis = argumentOf('squeeze', 'axis', given);
  const tensor = asTensor(x, 'squeeze');
  const { shape, rank } = tensor;
  if (axis === undefined || axis === null)
    return reshape(
      tensor,
      shape.filter((size) => size !== 1),
    );
  const axes = normalizeAxes('squeeze', axis, rank);
  for (const one of axes)
    if (shape[one] !== 1)
      throw new ShapeError(
        'squeeze',
        'axes of size 1',
        `axis ${one} of size ${shape[one]} of shape ${showShape(shape)}`,
      );
  return reshape(
    tensor,
    shape.filter((_, position) => !axes.includes(position)),
  );
}
