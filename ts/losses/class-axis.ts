/** Options that the cross-entropies share, label smoothing, and the axis of the classes. */

import { isWithin, show, ValueError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { transpose } from '../ops/shape/transpose.ts';
import { normalizeAxis } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { LossOptions } from './loss.ts';

/** Options of the cross-entropies with dense targets. */
export interface CrossentropyOptions extends LossOptions {
  /** Whether predictions are logits, not probabilities. Default `false`. */
  readonly fromLogits?: boolean;
  /** How much of the targets is spread over all classes, 0 to 1. Default 0. */
  readonly labelSmoothing?: number;
  /** The axis of the classes. Default -1. */
  readonly axis?: number;
}

/** A share from 0 to 1, or a {@link ValueError}. */
export function checkSmoothing(name: string, labelSmoothing: number): number {
  if (!isWithin(labelSmoothing, 0, 1))
    throw new ValueError(name, 'labelSmoothing from 0 to 1', show(labelSmoothing));
  return labelSmoothing;
}

/** Targets with a part of them spread evenly over `classes`. */
export function smooth(targets: Tensor, labelSmoothing: number, classes: number): Tensor {
  if (labelSmoothing === 0) return targets;
  checkSmoothing('labelSmoothing', labelSmoothing);
  return add(multiply(targets, 1 - labelSmoothing), labelSmoothing / classes);
}

/** `x` with an axis moved to the back. */
export function classesLast(name: string, x: Tensor, axis: number): Tensor {
  const from = normalizeAxis(name, axis, x.rank);
  if (from === x.rank - 1) return x;
  return transpose(x, [...x.shape.keys()].filter((one) => one !== from).concat(from));
}

/** Whether `axis` is the last of `x`. */
export function isLastAxis(x: Tensor, axis: number): boolean {
  return axis === -1 || axis === x.rank - 1;
}
