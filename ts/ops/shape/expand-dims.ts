/** A new axis of size 1 (keras.ops.expand_dims): a view. */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxes } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { argumentOf, type OrOption } from './or-option.ts';
import { reshape } from './reshape.ts';

/** `x` with axes of size 1 put in, at the positions they have in the result. */
export function expandDims(x: TensorLike, given: OrOption<'axis', number | readonly number[]>): Tensor {
  const axis = argumentOf('expandDims', 'axis', given);
  const tensor = asTensor(x, 'expandDims');
  const added = [axis].flat().length;
  const axes = normalizeAxes('expandDims', axis, tensor.rank + added);
  let own = 0;
  const shape = Array.from({ length: tensor.rank + added }, (_, position) =>
    axes.includes(position) ? 1 : (tensor.shape[own++] as number),
  );
  return reshape(tensor, shape);
}
