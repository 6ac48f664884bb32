/** A line between 0 and 1 (keras.ops.sparse_sigmoid). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { add } from '../arithmetic/add.ts';
import { maximum } from '../arithmetic/maximum.ts';
import { minimum } from '../arithmetic/minimum.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { cast } from '../shape/cast.ts';

/** 0 up to -1, `(x + 1)/2` between, 1 from 1. The gradient at ±1 is the mean of both sides'. */
export function sparseSigmoid(x: TensorLike): Tensor {
  const shifted = add(cast(asTensor(x, 'sparseSigmoid'), 'float32'), 1);
  return multiply(minimum(maximum(shifted, 0), 2), 0.5);
}
