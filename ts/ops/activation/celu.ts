/** Continuously differentiable exponential linear unit (keras.ops.celu). */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { greater } from '../compare/greater.ts';
import { expm1 } from '../elementwise/expm1.ts';
import { where } from '../index/where.ts';
import { cast } from '../shape/cast.ts';

/** x above 0, `alpha·(exp(x/alpha) - 1)` (alpha default 1) below (Barron, 2017). */
export function celu(x: TensorLike, options: { readonly alpha?: number } = {}): Tensor {
  const { alpha = 1 } = checkKeys('celu', options, 'alpha');
  const tensor = cast(asTensor(x, 'celu'), 'float32');
  const positive = greater(tensor, 0);
  // The branch not taken must not overflow: its gradient would be 0·∞.
  const below = where(positive, 0, tensor);
  return where(positive, tensor, multiply(expm1(divide(below, alpha)), alpha));
}
