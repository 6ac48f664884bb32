/** Softmax of scores of which some are left out (keras.layers.Softmax with a mask). */

import { softmax } from '../../ops/activation/softmax.ts';
import { subtract } from '../../ops/arithmetic/subtract.ts';
import { exp } from '../../ops/elementwise/exp.ts';
import { where } from '../../ops/index/where.ts';
import { logsumexp } from '../../ops/reduction/logsumexp.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Softmax over the last `axes` axes; 0 where the mask (which broadcasts) is false, also in a row of which all is. */
export function maskedSoftmax(scores: Tensor, mask: Tensor | undefined, axes = 1): Tensor {
  const seen = mask === undefined ? scores : where(mask, scores, -1e9);
  const last = Array.from({ length: axes }, (_, index) => index - axes);
  const weights =
    axes === 1 ? softmax(seen) : exp(subtract(seen, logsumexp(seen, { axis: last, keepDims: true })));
  return mask === undefined ? weights : where(mask, weights, 0);
}
