/** Two axes exchanged (keras.ops.swapaxes). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { transpose } from './transpose.ts';

/** `x` with two axes exchanged. */
export function swapaxes(x: TensorLike, axis1: number, axis2: number): Tensor {
  const tensor = asTensor(x, 'swapaxes');
  const first = normalizeAxis('swapaxes', axis1, tensor.rank);
  const second = normalizeAxis('swapaxes', axis2, tensor.rank);
  const order = [...tensor.shape.keys()];
  order[first] = second;
  order[second] = first;
  return transpose(tensor, order);
}
