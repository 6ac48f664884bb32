/** `aᵇ`, broadcasting (keras.ops.power). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_POW } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import { equal } from '../compare/equal.ts';
import { log } from '../elementwise/log.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

export const powerOperation: Operation<undefined> = binaryOperation({
  name: 'power',
  float: BINARY_POW,
  gradient: ({ a, b, y, dy, wanted }) => [
    // As JAX: 0 where b is 0 (not 0·∞ at a = 0), and ln a is not asked for at a = 0.
    wanted[0]
      ? multiply(dy, where(equal(b, 0), 0, multiply(b, power(a, where(equal(b, 0), 1, subtract(b, 1))))))
      : undefined,
    wanted[1] ? multiply(dy, multiply(log(where(equal(a, 0), 1, a)), y)) : undefined,
  ],
});

/** `a` to the power of `b`, element by element, float32; NaN for a negative base and a fraction. Shapes broadcast. */
export function power(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(powerOperation, a, b, 'float32');
}
