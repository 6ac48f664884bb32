// Scaling vectors to length 1 (https://keras.io/api/utils/python_utils/#normalize-function).
import { show, ValueError } from '../errors.ts';
import type { TensorLike } from '../tensor/create.ts';
import { normalizeAxis, sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { toHost, toTensor } from './host.ts';

/** Which length: the sum of absolute values, the Euclidean length, or the largest absolute value. */
export type NormOrder = 1 | 2 | typeof Infinity;

/**
 * `x` with every vector along `axis` divided by its length; vectors of length 0 stay. Same shape, float32.
 * For data: no gradient passes through it. Within a model use `normalize` of `oxigrad/ops` or `UnitNormalization`.
 *
 * @param axis Default −1, the last. (For NumPy arrays Keras 3.15 takes 0 for −1 by mistake; here 0 is the first axis,
 *   as for Keras's own tensors.)
 * @param order 1, 2 (default) or Infinity.
 * @throws ValueError for another order, or an axis that `x` does not have.
 */
export function normalize(x: TensorLike, axis = -1, order: NormOrder = 2): Tensor {
  const where = 'normalize';
  if (order !== 1 && order !== 2 && order !== Number.POSITIVE_INFINITY) {
    throw new ValueError(where, 'order 1, 2 or Infinity', show(order));
  }
  const { data, shape } = toHost(x, where);
  // Keras takes a scalar for a vector of one element.
  const sizes = shape.length === 0 ? [1] : shape;
  const along = normalizeAxis(where, axis, sizes.length);
  const size = sizes[along] as number;
  const stride = sizeOf(sizes.slice(along + 1));
  const result = new Float32Array(data.length);
  for (let block = 0; block < data.length; block += size * stride) {
    for (let start = block; start < block + stride; start++) {
      const end = start + size * stride;
      const length = norm(data, start, end, stride, order);
      for (let i = start; i < end; i += stride) result[i] = (data[i] as number) / (length === 0 ? 1 : length);
    }
  }
  return toTensor({ data: result, shape: sizes, dtype: 'float32' });
}

function norm(data: ArrayLike<number>, start: number, end: number, stride: number, order: number): number {
  let total = 0;
  for (let i = start; i < end; i += stride) {
    const value = Math.abs(data[i] as number);
    if (order === 1) total += value;
    else if (order === 2) total += value * value;
    // Not Math.max alone: it would lose a NaN seen before.
    else total = Number.isNaN(total) ? total : Math.max(total, value);
  }
  return order === 2 ? Math.sqrt(total) : total;
}
