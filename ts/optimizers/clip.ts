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

/** Which clip, of which at most one is set. */
export interface Clips {
  readonly clipNorm: number | undefined;
  readonly clipValue: number | undefined;
  readonly globalClipNorm: number | undefined;
}

/** The gradients, cut down. */
export function clipGradients(gradients: readonly Tensor[], clips: Clips): readonly Tensor[] {
  const { clipNorm, clipValue, globalClipNorm } = clips;
  if (clipNorm !== undefined) return gradients.map((gradient) => clipByNorm(gradient, clipNorm));
  if (globalClipNorm !== undefined) return clipByGlobalNorm(gradients, globalClipNorm);
  if (clipValue !== undefined) return gradients.map((gradient) => clip(gradient, -clipValue, clipValue));
  return gradients;
}

/** `g · norm / max(|g|₂, norm)`. */
function clipByNorm(gradient: Tensor, norm: number): Tensor {
  return divide(multiply(gradient, norm), maximum(sqrt(sumOfSquares(gradient)), norm));
}

/** All gradients by one factor, so that their norm together is at most `norm`; NaN where that is not finite. */
function clipByGlobalNorm(gradients: readonly Tensor[], norm: number): readonly Tensor[] {
  const [first, ...rest] = gradients.map((gradient) => sumOfSquares(gradient));
  if (first === undefined) return gradients;
  const length = sqrt(rest.reduce((total, square) => add(total, square), first));
  const factor = multiply(norm, minimum(divide(1, length), 1 / norm));
  const scale = add(factor, subtract(length, length));
  return gradients.map((gradient) => multiply(gradient, scale));
}
