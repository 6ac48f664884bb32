/** Optional scale and offset of a normalisation among the inputs of its operation. */

import type { Spec } from '../../tensor/shape.ts';
import { checkShapeIs } from '../convolution/geometry.ts';

/** Which of the optional inputs there are. */
export interface WeightAttributes {
  /** Whether there is a γ. */
  readonly scale: boolean;
  /** Whether there is a β. */
  readonly center: boolean;
  /** Added to the variance. */
  readonly epsilon: number;
}

/** γ and β among inputs of which they are the last. */
export function weightsOf<T>(
  inputs: readonly T[],
  first: number,
  { scale, center }: WeightAttributes,
): { gamma: T | undefined; beta: T | undefined } {
  return {
    gamma: scale ? inputs[first] : undefined,
    beta: center ? inputs[first + Number(scale)] : undefined,
  };
}

/** Checks that both are as long as the last axis. */
export function checkWeights(
  where: string,
  inputs: readonly Spec[],
  first: number,
  size: number,
  attributes: WeightAttributes,
): void {
  const { gamma, beta } = weightsOf(inputs, first, attributes);
  if (gamma !== undefined) checkShapeIs(where, 'a scale', gamma, [size]);
  if (beta !== undefined) checkShapeIs(where, 'an offset', beta, [size]);
}

/** The gradients of the inputs from `first` on. */
export function weightGradients<T>({ scale, center }: WeightAttributes, dgamma: T, dbeta: T): T[] {
  return [...(scale ? [dgamma] : []), ...(center ? [dbeta] : [])];
}
