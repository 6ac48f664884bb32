/** Cosine similarity as a loss (keras.losses.CosineSimilarity): -1 for the same direction, 1 for the opposite. */

import type { Config } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { minimum } from '../ops/arithmetic/minimum.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { negative } from '../ops/arithmetic/negative.ts';
import { rsqrt } from '../ops/elementwise/rsqrt.ts';
import { square } from '../ops/elementwise/square.ts';
import { sum } from '../ops/reduction/sum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSameShape, Loss, type LossOptions } from './loss.ts';

/** `x / |x|₂` over an axis; 0 for vectors shorter than 1e-7 (keras.utils.normalize). */
function unit(x: Tensor, axis: number): Tensor {
  const lengths = rsqrt(sum(square(x), { axis, keepDims: true }));
  return multiply(x, minimum(lengths, 1e7));
}

/** `-sum(l2Normalize(yTrue) · l2Normalize(yPred))` over an axis, default the last. */
export function cosineSimilarity(yTrue: Tensor, yPred: Tensor, axis: number = -1): Tensor {
  checkSameShape('cosineSimilarity', yTrue, yPred);
  return negative(sum(multiply(unit(yTrue, axis), unit(yPred, axis)), { axis }));
}

/** Options of {@link CosineSimilarity}. */
export interface CosineSimilarityOptions extends LossOptions {
  /** The axis of the vectors. Default -1. */
  readonly axis?: number;
}

/** Cosine similarity: see {@link cosineSimilarity}. */
export class CosineSimilarity extends Loss {
  static override readonly className: string = 'CosineSimilarity';
  readonly axis: number;

  constructor(first?: First<CosineSimilarityOptions, 'axis'>, rest?: CosineSimilarityOptions) {
    const { axis = -1, ...options } = optionsOf(new.target.className, 'axis reduction name', first, rest);
    super('cosine_similarity', options);
    this.axis = axis;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return cosineSimilarity(yTrue, yPred, this.axis);
  }

  /** Keras leaves `axis` out; here it is kept, so that the loss comes back the same. */
  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}
