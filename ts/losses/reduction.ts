/** How the losses of a batch become one number: weights, masks and reductions (keras.losses.Loss). */

import { ShapeError, show, showShape, ValueError } from '../errors.ts';
import { divide } from '../ops/arithmetic/divide.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { equal } from '../ops/compare/equal.ts';
import { where } from '../ops/index/where.ts';
import { sum } from '../ops/reduction/sum.ts';
import { cast } from '../ops/shape/cast.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { toSameRank } from './rank.ts';

/**
 * `sumOverBatchSize` and `mean` divide the sum by the number of losses, `meanWithSampleWeight` by the sum of the
 * weights; `none` leaves one loss a sample.
 */
export type Reduction = 'sumOverBatchSize' | 'sum' | 'mean' | 'meanWithSampleWeight' | 'none';

/** Keras's spelling of a reduction. */
export const reductionNames: Readonly<Record<Reduction, string>> = {
  sumOverBatchSize: 'sum_over_batch_size',
  sum: 'sum',
  mean: 'mean',
  meanWithSampleWeight: 'mean_with_sample_weight',
  none: 'none',
};

/** A reduction, also in Keras's spelling (as configs have it), or a {@link ValueError}. */
export function checkReduction(where: string, reduction: string): Reduction {
  for (const [name, keras] of Object.entries(reductionNames))
    if (reduction === name || reduction === keras) return name as Reduction;
  throw new ValueError(where, `a reduction (${Object.keys(reductionNames).join(', ')})`, show(reduction));
}

/** Losses, weighted and masked, then reduced. */
export function reduceLosses(
  name: string,
  losses: Tensor,
  {
    sampleWeight,
    mask,
    reduction,
  }: { sampleWeight: Tensor | undefined; mask: Tensor | undefined; reduction: Reduction },
): Tensor {
  const given = withMask(sampleWeight && cast(sampleWeight, 'float32'), mask, reduction);
  if (given === undefined) return reduceValues(losses, undefined, reduction);
  const [values, weights] = toSameRank(losses, given);
  checkWeights(name, values, weights);
  return reduceValues(multiply(values, weights), weights, reduction);
}

function checkWeights(name: string, { shape }: Tensor, weights: Tensor): void {
  // A loss of the whole batch, such as Dice, is weighted once a sample, as in Keras.
  if (shape.length === 0) return;
  const offset = shape.length - weights.rank;
  const fits =
    offset >= 0 && weights.shape.every((size, axis) => size === 1 || size === shape[axis + offset]);
  if (!fits)
    throw new ShapeError(
      name,
      `weights that broadcast to the losses, ${showShape(shape)}`,
      `weights of shape ${showShape(weights.shape)}`,
      'Give one weight a sample.',
    );
}

function reduceValues(values: Tensor, weights: Tensor | undefined, reduction: Reduction): Tensor {
  if (reduction === 'none' || values.rank === 0) return values;
  if (values.rank === 1 && values.size === 0) return values;
  const total = sum(values);
  if (reduction === 'sum') return total;
  if (reduction === 'meanWithSampleWeight' && weights !== undefined) return divideNoNan(total, sum(weights));
  return values.size === 0 ? multiply(total, 0) : divide(total, values.size);
}

/** A mask joined with weights: in a mean over the batch, valid entries weigh `total / valid`. */
export function withMask(
  weights: Tensor | undefined,
  mask: Tensor | undefined,
  reduction: Reduction,
): Tensor | undefined {
  if (mask === undefined) return weights;
  let masked = cast(mask, 'float32');
  if (reduction === 'mean' || reduction === 'sumOverBatchSize')
    masked = multiply(masked, divideNoNan(mask.size, sum(masked)));
  if (weights === undefined) return masked;
  const [a, b] = toSameRank(masked, weights);
  return multiply(b, a);
}

/** `a / b`, and 0 where b is 0. */
export function divideNoNan(a: Tensor | number, b: Tensor): Tensor {
  const empty = equal(b, 0);
  return where(empty, 0, divide(a, where(empty, 1, b)));
}
