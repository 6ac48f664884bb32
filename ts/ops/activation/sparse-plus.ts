/** A parabola between 0 and a line (keras.ops.sparse_plus). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { lessEqual } from '../compare/less-equal.ts';
import { square } from '../elementwise/square.ts';
import { where } from '../index/where.ts';
import { cast } from '../shape/cast.ts';

/** 0 up to -1, `(x + 1)²/4` between, x from 1. */
export function sparsePlus(x: TensorLike): Tensor {
  const tensor = cast(asTensor(x, 'sparsePlus'), 'float32');
  const parabola = multiply(square(add(tensor, 1)), 0.25);
  return where(lessEqual(tensor, -1), 0, where(lessEqual(1, tensor), tensor, parabola));
}
