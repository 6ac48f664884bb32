/** `min(max(x, low), high)` (keras.ops.clip). */

import { isWithin, show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_CLIP_GRADIENT, UNARY_CLIP } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { maximum } from '../arithmetic/maximum.ts';
import { minimum } from '../arithmetic/minimum.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, gradientOperation, unaryOperation } from '../unary.ts';

/** The bounds: alpha below, beta above. */
export interface ClipAttributes {
  readonly alpha: number;
  readonly beta: number;
}

/** dy where alpha ≤ x ≤ beta. */
export const clipGradientOperation: Operation<ClipAttributes> = gradientOperation<ClipAttributes>({
  name: 'clipGradient',
  function: BINARY_CLIP_GRADIENT,
  gradient: ({ x, ddx, attributes }) => [apply(clipGradientOperation, [ddx, x], attributes), undefined],
});

export const clipOperation: Operation<ClipAttributes> = unaryOperation<ClipAttributes>({
  name: 'clip',
  function: UNARY_CLIP,
  gradient: ({ x, dy, attributes }) => apply(clipGradientOperation, [dy, x], attributes),
});

/**
 * Each element cut to [xMin, xMax]; NaN stays, integers keep their dtype for whole bounds. The gradient is 0
 * outside and dy within, bounds included. Throws a {@link ValueError} unless xMin ≤ xMax.
 */
export function clip(x: TensorLike, xMin: number, xMax: number): Tensor {
  if (!isWithin(xMin, Number.NEGATIVE_INFINITY, xMax))
    throw new ValueError('clip', 'xMin ≤ xMax', `${show(xMin)} and ${show(xMax)}`);
  const tensor = asTensor(x, 'clip');
  if (tensor.dtype !== 'float32') return minimum(maximum(tensor, xMin), xMax);
  return applyUnary(clipOperation, tensor, { alpha: xMin, beta: xMax });
}
