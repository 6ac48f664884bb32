/** Cutting gradients down before a step (keras.optimizers: clipnorm, clipvalue, global_clipnorm). */

import { add } from '../ops/arithmetic/add.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { maximum } from '../ops/arithmetic/maximum.ts';
import { minimum } from '../ops/arithmetic/minimum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { clip } from '../ops/elementwise/clip.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { sumOfSquares } from '../ops/reduction/sum-of-squares.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Which clip by norm, of which at most one is set. */
export interface ClipOptions {
  readonly clipNorm: number | undefined;
  readonly globalClipNorm: number | undefined;
}

/** A scalar for each gradient that it is to be multiplied by, if there is a clip by norm. */
export function clipFactors(
  gradients: readonly Tensor[],
  { clipNorm, globalClipNorm }: ClipOptions,
): readonly (Tensor | undefined)[] {
  const whole = globalClipNorm === undefined ? undefined : globalFactor(gradients, globalClipNorm);
  return gradients.map((gradient) => (clipNorm === undefined ? whole : factorOf(gradient, clipNorm)));
}

/** A gradient, cut down by its factor or to ± `value`: what the fused updates do by themselves. */
export function clipped(gradient: Tensor, factor: Tensor | undefined, value: number | undefined): Tensor {
  if (factor !== undefined) return multiply(gradient, factor);
  return value === undefined ? gradient : clip(gradient, -value, value);
}

/** `norm / max(|g|₂, norm)`. */
function factorOf(gradient: Tensor, norm: number): Tensor {
  return divide(norm, maximum(sqrt(sumOfSquares(gradient)), norm));
}

/** One factor for all, so that their norm together is at most `norm`; NaN where that is not finite. */
function globalFactor(gradients: readonly Tensor[], norm: number): Tensor {
  const [first, ...rest] = gradients.map((gradient) => sumOfSquares(gradient)) as [Tensor, ...Tensor[]];
  const length = sqrt(rest.reduce((total, square) => add(total, square), first));
  const factor = multiply(norm, minimum(divide(1, length), 1 / norm));
  return add(factor, subtract(length, length));
}
