/** Values drawn towards zero (keras.ops.soft_shrink). */

import { checkKeys } from '../../closest.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_SOFT_SHRINK } from '../../wasm/generated/encoder.ts';
import { greater } from '../compare/greater.ts';
import { abs } from '../elementwise/abs.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

/** The threshold. */
export interface SoftShrinkAttributes {
  readonly alpha: number;
}

export const softShrinkOperation: Operation<SoftShrinkAttributes> = unaryOperation<SoftShrinkAttributes>({
  name: 'softShrink',
  function: UNARY_SOFT_SHRINK,
  gradient: ({ x, dy, attributes }) => where(greater(abs(x), attributes.alpha), dy, 0),
});

/** x less `threshold` (default 0.5) towards 0, and 0 where |x| is not above it. */
export function softShrink(x: TensorLike, options: { readonly threshold?: number } = {}): Tensor {
  const { threshold = 0.5 } = checkKeys('softShrink', options, 'threshold');
  return applyUnary(softShrinkOperation, x, { alpha: threshold });
}
