/**
 * Categorical cross-entropy in which easy samples weigh less (keras.losses.CategoricalFocalCrossentropy; Lin et al.,
 * 2017).
 */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { softmax } from '../ops/activation/softmax.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { negative } from '../ops/arithmetic/negative.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { clip } from '../ops/elementwise/clip.ts';
import { log } from '../ops/elementwise/log.ts';
import { EPSILON } from '../ops/loss/cross-entropy.ts';
import { sum } from '../ops/reduction/sum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type CrossentropyOptions, checkSmoothing, smooth } from './class-axis.ts';
import { checkSameShape, Loss } from './loss.ts';

/** Options of {@link CategoricalFocalCrossentropy}. */
export interface CategoricalFocalCrossentropyOptions extends CrossentropyOptions {
  /** The weight of the loss. Default 0.25. */
  readonly alpha?: number;
  /** How strongly easy samples lose weight. Default 2. */
  readonly gamma?: number;
}

/** `-sum(alpha · (1 - p)^gamma · yTrue · ln p)` over the axis of the classes. */
export function categoricalFocalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: CategoricalFocalCrossentropyOptions = {},
): Tensor {
  const {
    alpha = 0.25,
    gamma = 2,
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
  } = checkKeys(
    'categoricalFocalCrossentropy',
    options,
    'alpha gamma fromLogits labelSmoothing axis reduction name',
  );
  checkSameShape('categoricalFocalCrossentropy', yTrue, yPred);
  const t = smooth(yTrue, labelSmoothing, yTrue.shape.at(-1) ?? 1);
  const given = fromLogits ? softmax(yPred, { axis }) : yPred;
  const p = clip(divide(given, sum(given, { axis, keepDims: true })), EPSILON, 1 - EPSILON);
  const entropy = negative(multiply(t, log(p)));
  const focus = multiply(power(subtract(1, p), gamma), alpha);
  return sum(multiply(focus, entropy), { axis });
}

/** Focal categorical cross-entropy: see {@link categoricalFocalCrossentropy}. */
export class CategoricalFocalCrossentropy extends Loss {
  static override readonly className: string = 'CategoricalFocalCrossentropy';
  readonly options: Required<Omit<CategoricalFocalCrossentropyOptions, 'name' | 'reduction'>>;

  constructor(
    first?: First<CategoricalFocalCrossentropyOptions, 'alpha'>,
    rest?: CategoricalFocalCrossentropyOptions,
  ) {
    const {
      alpha = 0.25,
      gamma = 2,
      fromLogits = false,
      labelSmoothing = 0,
      axis = -1,
      ...options
    } = optionsOf(
      new.target.className,
      'alpha gamma fromLogits labelSmoothing axis reduction name',
      first,
      rest,
    );
    super('categorical_focal_crossentropy', options);
    checkSmoothing('CategoricalFocalCrossentropy', labelSmoothing);
    this.options = { alpha, gamma, fromLogits, axis, labelSmoothing };
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalFocalCrossentropy(yTrue, yPred, this.options);
  }

  override getConfig(): Config {
    const { fromLogits, labelSmoothing, axis, alpha, gamma } = this.options;
    return {
      ...super.getConfig(),
      from_logits: fromLogits,
      label_smoothing: labelSmoothing,
      axis,
      alpha,
      gamma,
    };
  }
}
