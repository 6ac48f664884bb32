/** `ln(eᵃ + eᵇ)`, broadcasting (keras.ops.logaddexp). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { softplus } from '../activation/softplus.ts';
import { meet } from '../binary.ts';
import { equal } from '../compare/equal.ts';
import { greater } from '../compare/greater.ts';
import { logicalAnd } from '../compare/logical-and.ts';
import { isInf } from '../elementwise/is-inf.ts';
import { where } from '../index/where.ts';
import { add } from './add.ts';
import { subtract } from './subtract.ts';

/** The logarithm of the sum of two exponentials, float32, without overflow. Shapes broadcast. */
export function logaddexp(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = meet('logaddexp', a, b, 'float32');
  const first = greater(x, y);
  const [larger, smaller] = [where(first, x, y), where(first, y, x)];
  // Smooth where the two are equal. Equal infinities have no difference; they are their own result.
  const same = logicalAnd(equal(x, y), isInf(x));
  return add(larger, softplus(where(same, Number.NEGATIVE_INFINITY, subtract(smaller, larger))));
}
