/** `ln(eᵃ + eᵇ)`, broadcasting (keras.ops.logaddexp). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { softplus } from '../activation/softplus.ts';
import { meet } from '../binary.ts';
import { equal } from '../compare/equal.ts';
import { where } from '../index/where.ts';
import { add } from './add.ts';
import { maximum } from './maximum.ts';
import { subtract } from './subtract.ts';

/** The logarithm of the sum of two exponentials, float32, without overflow. Shapes broadcast. */
export function logaddexp(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = meet('logaddexp', a, b, 'float32');
  // max + ln(1 + exp(least - largest)), written with b fixed so that gradients need no choice of the larger:
  // b + softplus(a - b). Equal infinities have no difference; they are their own result.
  const same = equal(x, y);
  const difference = where(same, 0, subtract(x, y));
  const base = where(equal(difference, Number.POSITIVE_INFINITY), 0, y);
  return where(
    equal(difference, Number.NEGATIVE_INFINITY),
    maximum(x, y),
    where(equal(difference, Number.POSITIVE_INFINITY), maximum(x, y), add(base, softplus(difference))),
  );
}
