/** Outer product (keras.ops.outer). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { reshape } from '../shape/reshape.ts';

/** Every element of `a` times every element of `b`, both flattened: shape (a.size, b.size). */
export function outer(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a, 'outer'), asTensor(b, 'outer')];
  return multiply(reshape(x, [x.size, 1]), reshape(y, [1, y.size]));
}
