/** Small values zeroed (keras.ops.hard_shrink). */

import { checkKeys } from '../../closest.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_HARD_SHRINK } from '../../wasm/generated/encoder.ts';
import { greater } from '../compare/greater.ts';
import { abs } from '../elementwise/abs.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

/** The threshold. */
export interface HardShrinkAttributes {
  readonly alpha: number;
}

export const hardShrinkOperation: Operation<HardShrinkAttributes> = unaryOperation<HardShrinkAttributes>({
  name: 'hardShrink',
  function: UNARY_HARD_SHRINK,
  gradient: ({ x, dy, attributes }) => where(greater(abs(x), attributes.alpha), dy, 0),
});

/** x where |x| > `threshold` (default 0.5), else 0. The gradient is dy there. */
export function hardShrink(x: TensorLike, options: { readonly threshold?: number } = {}): Tensor {
  const { threshold = 0.5 } = checkKeys('hardShrink', options, 'threshold');
  return applyUnary(hardShrinkOperation, x, { alpha: threshold });
}
