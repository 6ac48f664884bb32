/** `√(a² + b²)`, broadcasting (keras.ops.hypot). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { meet } from '../binary.ts';
import { equal } from '../compare/equal.ts';
import { logicalOr } from '../compare/logical-or.ts';
import { abs } from '../elementwise/abs.ts';
import { isInf } from '../elementwise/is-inf.ts';
import { sqrt } from '../elementwise/sqrt.ts';
import { square } from '../elementwise/square.ts';
import { where } from '../index/where.ts';
import { add } from './add.ts';
import { divide } from './divide.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { multiply } from './multiply.ts';

/**
 * The length of (a, b), float32, without overflow; infinite if either is. Shapes broadcast. The gradient at (0, 0), where
 * there is none, is 0 (Keras on JAX: ½, half of each of two equal sides).
 */
export function hypot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = meet('hypot', a, b, 'float32').map((tensor) => abs(tensor)) as [Tensor, Tensor];
  const larger = maximum(x, y);
  const zero = equal(larger, 0);
  const ratio = divide(minimum(x, y), where(zero, 1, larger));
  const length = multiply(larger, sqrt(add(square(ratio), 1)));
  return where(logicalOr(isInf(x), isInf(y)), Number.POSITIVE_INFINITY, where(zero, 0, length));
}
