/** Weighted mean (keras.ops.average). */

import { checkKeys } from '../../closest.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { cast } from '../shape/cast.ts';
import { reshape } from '../shape/reshape.ts';
import { mean } from './mean.ts';
import { broadcastTo, sum } from './sum.ts';

/** Options of {@link average}. */
export interface AverageOptions {
  /** Default: over all elements. */
  readonly axis?: number | null;
  /** Of the shape of `x`, or one weight for each place along the axis. */
  readonly weights?: TensorLike;
}

/** `Σ w·x / Σ w` along an axis, float32; the mean without weights. */
export function average(x: TensorLike, options: AverageOptions = {}): Tensor {
  const { axis = null, weights } = checkKeys('average', options, 'axis weights');
  const tensor = cast(asTensor(x, 'average'), 'float32');
  if (weights === undefined) return mean(tensor, { axis });
  let shares = cast(asTensor(weights, 'average'), 'float32');
  if (axis !== null && shares.rank === 1 && tensor.rank > 1) {
    const along = normalizeAxis('average', axis, tensor.rank);
    shares = reshape(
      shares,
      tensor.shape.map((_, i) => (i === along ? shares.size : 1)),
    );
  }
  shares = broadcastTo(shares, tensor.shape);
  return divide(sum(multiply(tensor, shares), { axis }), sum(shares, { axis }));
}
