/** Product over axes (keras.ops.prod). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { INTEGER_REDUCE_PROD, REDUCE_PROD } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { equal } from '../compare/equal.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { type AxisAttributes, numericReduction, type ReduceOptions, reduceAxes } from '../reduce.ts';
import { cast } from '../shape/cast.ts';
import { sum } from './sum.ts';

export const prodOperation: Operation<AxisAttributes> = numericReduction({
  name: 'prod',
  float: REDUCE_PROD,
  integer: INTEGER_REDUCE_PROD,
  gradient({ x, y, dy, axes }) {
    // The product of the others: y/x; at the only 0 among them, the product of the rest; else 0.
    const zero = equal(x, 0);
    const filled = where(zero, 1, x);
    const options = { axis: axes, keepDims: true };
    const only = equal(sum(cast(zero, 'int32'), options), 1);
    return multiply(dy, where(zero, where(only, prod(filled, options), 0), divide(y, filled)));
  },
});

/** The product over axes; that of none is 1. Small integers and bools are multiplied as int32, which wraps. */
export function prod(x: TensorLike, options: ReduceOptions = {}): Tensor {
  const tensor = asTensor(x, 'prod');
  const wide = tensor.dtype === 'float32' ? tensor : cast(tensor, 'int32');
  return reduceAxes('prod', wide, options, (moved, axes) => apply(prodOperation, [moved], { axes }));
}
