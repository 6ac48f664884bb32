/**
 * Binary cross-entropy in which easy samples weigh less (keras.losses.BinaryFocalCrossentropy; Lin et al., 2017).
 */

import { checkKeys } from '../closest.ts';
import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { sigmoid } from '../ops/activation/sigmoid.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { power } from '../ops/arithmetic/power.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { binaryCrossEntropy } from '../ops/loss/binary-cross-entropy.ts';
import { mean } from '../ops/reduction/mean.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type CrossentropyOptions, checkSmoothing, smooth } from './class-axis.ts';
import { checkSameShape, Loss } from './loss.ts';

/** Options of {@link BinaryFocalCrossentropy}. */
export interface BinaryFocalCrossentropyOptions extends CrossentropyOptions {
  /** Whether class 1 weighs `alpha` and class 0 `1 - alpha`. Default `false`. */
  readonly applyClassBalancing?: boolean;
  /** The weight of class 1. Default 0.25. */
  readonly alpha?: number;
  /** How strongly easy samples lose weight. Default 2. */
  readonly gamma?: number;
}

/** The mean of `(1 - p_t)^gamma · binaryCrossEntropy` over an axis; p_t is the probability of the true class. */
export function binaryFocalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: BinaryFocalCrossentropyOptions = {},
): Tensor {
  const {
    applyClassBalancing = false,
    alpha = 0.25,
    gamma = 2,
  } = checkKeys(
    'binaryFocalCrossentropy',
    options,
    'applyClassBalancing alpha gamma fromLogits labelSmoothing axis reduction name',
  );
  const { fromLogits = false, labelSmoothing = 0, axis = -1 } = options;
  checkSameShape('binaryFocalCrossentropy', yTrue, yPred);
  const t = smooth(yTrue, labelSmoothing, 2);
  const p = fromLogits ? sigmoid(yPred) : yPred;
  const between = (no: Tensor | number, yes: Tensor | number): Tensor =>
    add(multiply(t, yes), multiply(subtract(1, t), no));
  const focus = power(subtract(1, between(subtract(1, p), p)), gamma);
  const focal = multiply(focus, binaryCrossEntropy(t, p));
  return mean(applyClassBalancing ? multiply(between(1 - alpha, alpha), focal) : focal, { axis });
}

/** Focal binary cross-entropy: see {@link binaryFocalCrossentropy}. */
export class BinaryFocalCrossentropy extends Loss {
  static override readonly className: string = 'BinaryFocalCrossentropy';
  readonly options: Required<Omit<BinaryFocalCrossentropyOptions, 'name' | 'reduction'>>;

  constructor(
    first?: First<BinaryFocalCrossentropyOptions, 'applyClassBalancing'>,
    rest?: BinaryFocalCrossentropyOptions,
  ) {
    const {
      applyClassBalancing = false,
      alpha = 0.25,
      gamma = 2,
      fromLogits = false,
      labelSmoothing = 0,
      axis = -1,
      ...options
    } = optionsOf(
      new.target.className,
      'applyClassBalancing alpha gamma fromLogits labelSmoothing axis reduction name',
      first,
      rest,
    );
    super('binary_focal_crossentropy', options);
    checkSmoothing('BinaryFocalCrossentropy', labelSmoothing);
    this.options = { applyClassBalancing, alpha, gamma, fromLogits, axis, labelSmoothing };
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryFocalCrossentropy(yTrue, yPred, this.options);
  }

  override getConfig(): Config {
    const { fromLogits, labelSmoothing, axis, applyClassBalancing, alpha, gamma } = this.options;
    return {
      ...super.getConfig(),
      from_logits: fromLogits,
      label_smoothing: labelSmoothing,
      axis,
      apply_class_balancing: applyClassBalancing,
      alpha,
      gamma,
    };
  }
}
