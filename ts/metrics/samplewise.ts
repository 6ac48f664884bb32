/** One value a sample, from values of any rank and weights (keras.src.metrics.reduction_metrics). */

import { toSameRank } from '../losses/rank.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import type { ReduceOptions } from '../ops/reduce.ts';
import { broadcastTo } from '../ops/reduction/sum.ts';
import { cast } from '../ops/shape/cast.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Values and weights of rank 1 (or 0). */
export interface Samplewise {
  readonly values: Tensor;
  readonly weights: Tensor | undefined;
}

/** Reduces values to the rank of the weights, weights them, and reduces both to one a sample. */
export function samplewise(
  where: string,
  given: TensorLike,
  sampleWeight: TensorLike | undefined,
  reduce: (x: Tensor, options: ReduceOptions) => Tensor,
): Samplewise {
  let values = cast(asTensor(given, where), 'float32');
  let weights: Tensor | undefined;
  const axes = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_, index) => from + index);
  if (sampleWeight !== undefined) {
    [values, weights] = toSameRank(values, cast(asTensor(sampleWeight, where), 'float32'));
    const { rank } = weights;
    if (values.rank > rank) values = reduce(values, { axis: axes(rank, values.rank) });
    weights = broadcastTo(weights, values.shape);
    values = multiply(values, weights);
    if (rank > 1) weights = reduce(weights, { axis: axes(1, rank) });
  }
  if (values.rank > 1) values = reduce(values, { axis: axes(1, values.rank) });
  return { values, weights };
}
