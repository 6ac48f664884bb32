/**
 * Gradients of normalisations by elementary operations: what the fused gradients compute, differentiable again.
 * With u the normalised x and g = dy·γ: `dx = (g - mean(g) - u·mean(g·u)) / √(variance + ε)`.
 */

import { active } from '../../tensor/active.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { rsqrt } from '../elementwise/rsqrt.ts';
import { square } from '../elementwise/square.ts';
import { mean } from '../reduction/mean.ts';
import { sumTo } from '../reduction/sum.ts';

/** Whether what a gradient rule computes will be differentiated itself. */
export function isDifferentiated(): boolean {
  return active.tapes.length > 0;
}

/** The gradients with respect to x, γ (as large as the last axis) and β. */
export function normalizationGradients(
  x: Tensor,
  dy: Tensor,
  gamma: Tensor | undefined,
  options: {
    /** The axes over which statistics were taken. */
    axes: readonly number[];
    epsilon: number;
    /** Whether the mean was taken off. */
    centred: boolean;
  },
): [dx: Tensor, dgamma: Tensor, dbeta: Tensor] {
  const over = { axis: options.axes, keepDims: true };
  const centred = options.centred ? subtract(x, mean(x, over)) : x;
  const factor = rsqrt(add(mean(square(centred), over), options.epsilon));
  const normal = multiply(centred, factor);
  const slope = gamma === undefined ? dy : multiply(dy, gamma);
  const along = multiply(normal, mean(multiply(slope, normal), over));
  const rest = options.centred ? subtract(slope, mean(slope, over)) : slope;
  const row = [x.shape.at(-1) as number];
  return [multiply(factor, subtract(rest, along)), sumTo(multiply(dy, normal), row), sumTo(dy, row)];
}
