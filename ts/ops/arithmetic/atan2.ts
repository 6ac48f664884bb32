/** Angle of a point, broadcasting (keras.ops.arctan2). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_ATAN2 } from '../../wasm/generated/encoder.ts';
import { applyBinary, binaryOperation } from '../binary.ts';
import type { Operation } from '../operation.ts';
import { add } from './add.ts';
import { divide } from './divide.ts';
import { multiply } from './multiply.ts';
import { negative } from './negative.ts';

export const atan2Operation: Operation<undefined> = binaryOperation({
  name: 'atan2',
  float: BINARY_ATAN2,
  gradient: ({ a, b, dy, wanted }) => {
    const share = divide(dy, add(multiply(a, a), multiply(b, b)));
    return [wanted[0] ? multiply(b, share) : undefined, wanted[1] ? negative(multiply(a, share)) : undefined];
  },
});

/** The angle in [-π, π] of the point (b, a): the arc tangent of a/b in the right quadrant. Shapes broadcast. */
export function atan2(a: TensorLike, b: TensorLike): Tensor {
  return applyBinary(atan2Operation, a, b, 'float32');
}
