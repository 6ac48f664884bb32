/** A line between 0 and 1 (keras.ops.sparse_sigmoid). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { cast } from '../shape/cast.ts';
import { hardTanh } from './hard-tanh.ts';

/** 0 up to -1, `(x + 1)/2` between, 1 from 1. */
export function sparseSigmoid(x: TensorLike): Tensor {
  return multiply(add(hardTanh(cast(asTensor(x, 'sparseSigmoid'), 'float32')), 1), 0.5);
}
