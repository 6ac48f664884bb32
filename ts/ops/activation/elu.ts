/** Exponential linear unit (keras.ops.elu). */

import { checkKeys } from '../../closest.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_ELU_GRADIENT, UNARY_ELU } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { greater } from '../compare/greater.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** The limit below 0 is -alpha. */
export interface EluAttributes {
  readonly alpha: number;
}

/** dy·(y > 0 ? 1 : y + alpha), y = elu(x). */
export const eluGradientOperation: Operation<EluAttributes> = gradientOperation<EluAttributes>({
  name: 'eluGradient',
  function: BINARY_ELU_GRADIENT,
  gradient: ({ dy, x: y, ddx, attributes, wanted }) => [
    apply(eluGradientOperation, [ddx, y], attributes),
    wanted[1] ? where(greater(y, 0), 0, multiply(dy, ddx)) : undefined,
  ],
});

export const eluOperation: Operation<EluAttributes> = unaryOperation<EluAttributes>({
  name: 'elu',
  function: UNARY_ELU,
  gradient: ({ y, dy, attributes }) => apply(eluGradientOperation, [dy, y], attributes),
});

/** x above 0, `alpha·(eˣ - 1)` (alpha default 1) below (Clevert et al., 2015). */
export function elu(x: TensorLike, options: { readonly alpha?: number } = {}): Tensor {
  return applyUnary(eluOperation, x, { alpha: checkKeys('elu', options, 'alpha').alpha ?? 1 });
}
