/** Attention with all scores at once, from operations that have gradients of any order. */

import type { Tensor } from '../../tensor/tensor.ts';
import { softmax } from '../activation/softmax.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { logicalAnd } from '../compare/logical-and.ts';
import { tri } from '../creation/tri.ts';
import { where } from '../index/where.ts';
import { matmul } from '../linear/matmul.ts';
import { repeat } from '../shape/repeat.ts';
import { transpose } from '../shape/transpose.ts';

/** What is done with the scores. */
export interface AttentionAttributes {
  readonly scale: number;
  readonly causal: boolean;
  /** Whether the weights are kept for the gradient; else it computes them again. */
  readonly keepWeights: boolean;
}

/** The score of a key that is not seen: the least number, so that a row that sees none weighs all alike. */
const UNSEEN = -3.4028234663852886e38;

/** The result (B, T, N, V) of `attentionOperation`. */
export function composedAttention(
  [query, key, value, mask]: readonly Tensor[],
  { scale, causal }: AttentionAttributes,
): Tensor[] {
  const [q, k, v] = [query, key, value].map((x) => transpose(x as Tensor, [0, 2, 1, 3])) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const [, heads = 1, rows = 0] = q.shape;
  const [, keyHeads = 1, keys = 0] = k.shape;
  // Each head of keys serves as many of queries, which follow each other.
  const served = (x: Tensor): Tensor => repeat(x, heads / keyHeads, { axis: 1 });
  const scores = multiply(matmul(q, transpose(served(k), [0, 1, 3, 2])), scale);
  const before = causal ? tri(rows, keys, { dtype: 'bool' }) : undefined;
  const seen = mask && before ? logicalAnd(mask, before) : (mask ?? before);
  const weights = softmax(seen === undefined ? scores : where(seen, scores, UNSEEN));
  return [transpose(matmul(weights, served(v)), [0, 2, 1, 3])];
}
