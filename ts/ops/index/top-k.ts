/** The largest elements of each row (keras.ops.top_k, in_top_k). */

import { show, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis, type Shape, type Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeTopK } from '../../wasm/generated/encoder.ts';
import { rowsOf, rowsSpec } from '../activation/softmax.ts';
import { applyAll } from '../apply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { greater } from '../compare/greater.ts';
import { less } from '../compare/less.ts';
import { isNan } from '../elementwise/is-nan.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { countNonzero } from '../reduction/count-nonzero.ts';
import { cast } from '../shape/cast.ts';
import { expandDims } from '../shape/expand-dims.ts';
import { slice } from '../shape/slice.ts';
import { integers } from './one-hot.ts';
import { orderOfRows } from './sort.ts';
import { scatterAddElements, takeAlongAxis } from './take-along-axis.ts';
import { where } from './where.ts';

/** How many. */
export interface TopKAttributes {
  readonly k: number;
}

/** Outputs the values and their int32 indices. */
export const topKOperation: Operation<TopKAttributes> = operation<TopKAttributes>({
  name: 'topK',
  infer([x], { k }) {
    const shape = firstOfRows(rowsSpec('topK', x as Spec).shape, k);
    return [
      { shape, dtype: 'float32' },
      { shape, dtype: 'int32' },
    ];
  },
  encode: (words, { inputs: [x], outputs: [values, indices], attributes: { k } }) =>
    encodeTopK(words, { x, values, indices, ...rowsOf((x as Placed).shape), k }),
  gradient({ inputs: [x], outputs: [, indices], upstream: [dy] }) {
    const { rank, shape } = x as Tensor;
    return [scatterAddElements(dy as Tensor, indices as Tensor, rank - 1, shape.at(-1) as number)];
  },
});

function firstOfRows(shape: Shape, k: number): number[] {
  return [...shape.slice(0, -1), k];
}

/**
 * The k largest elements along the last axis, largest first, and their int32 indices; equal ones by index, NaN
 * first. Throws a {@link ValueError} unless k is a whole number from 0 to the length of the axis.
 */
export function topK(x: TensorLike, k: number): { values: Tensor; indices: Tensor } {
  const tensor = asTensor(x, 'topK');
  const columns = tensor.shape[normalizeAxis('topK', -1, tensor.rank)] as number;
  if (!Number.isInteger(k) || k < 0 || k > columns)
    throw new ValueError('topK', `a whole k from 0 to ${columns}`, show(k));
  if (tensor.dtype === 'float32') {
    const [values, indices] = applyAll(topKOperation, [tensor], { k }) as [Tensor, Tensor];
    return { values, indices };
  }
  // -1 - x reverses the order of whole numbers without overflow.
  const order = orderOfRows(subtract(-1, cast(tensor, 'int32')));
  const indices = slice(
    order,
    tensor.shape.map(() => 0),
    firstOfRows(tensor.shape, k),
  );
  return { values: takeAlongAxis(tensor, indices, { axis: -1 }), indices };
}

/**
 * Whether fewer than k predictions of a row are larger than that of its target class: bools (n,) of targets (n,)
 * and predictions (n, classes). A prediction of NaN counts as the smallest.
 */
export function inTopK(targets: TensorLike, predictions: TensorLike, k: number): Tensor {
  const scores = cast(asTensor(predictions, 'inTopK'), 'float32');
  const own = takeAlongAxis(scores, expandDims(integers(targets, 'inTopK'), -1), { axis: -1 });
  const least = where(isNan(own), Number.NEGATIVE_INFINITY, own);
  return less(countNonzero(greater(scores, least), { axis: -1 }), k);
}
