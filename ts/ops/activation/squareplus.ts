/** `(x + √(x² + b))/2` (keras.ops.squareplus; Barron, 2021). */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { sqrt } from '../elementwise/sqrt.ts';
import { square } from '../elementwise/square.ts';
import { cast } from '../shape/cast.ts';

/** A smooth relu of powers and roots only: `(x + √(x² + b))/2`, b default 4. */
export function squareplus(x: TensorLike, options: { readonly b?: number } = {}): Tensor {
  const { b = 4 } = checkKeys('squareplus', options, 'b');
  const tensor = cast(asTensor(x, 'squareplus'), 'float32');
  return multiply(add(tensor, sqrt(add(square(tensor), b))), 0.5);
}
