/** Product over axes (keras.ops.prod). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { INTEGER_REDUCE_PROD, REDUCE_PROD } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import {
  type AxisAttributes,
  axisSizes,
  numericReduction,
  type ReduceOptions,
  reduceAxes,
} from '../reduce.ts';
import { cast } from '../shape/cast.ts';
import { reshape } from '../shape/reshape.ts';
import { cumprodOperation } from './cumprod.ts';

export const prodOperation: Operation<AxisAttributes> = numericReduction({
  name: 'prod',
  float: REDUCE_PROD,
  integer: INTEGER_REDUCE_PROD,
  gradient({ x, dy, axes }) {
    // The product of the others: of those before times of those behind, without a division, which 0, NaN and overflow
    // would spoil.
    const { outer, axis, inner } = axisSizes(x.shape, axes);
    const rows = reshape(x, [outer, axis, inner]);
    const others = (reverse: boolean): Tensor =>
      apply(cumprodOperation, [rows], { axis: 1, exclusive: true, reverse });
    return multiply(dy, reshape(multiply(others(false), others(true)), x.shape));
  },
});

/** The product over axes; that of none is 1. Small integers and bools are multiplied as int32, which wraps. */
export function prod(x: TensorLike, options: ReduceOptions = {}): Tensor {
  const tensor = asTensor(x, 'prod');
  const wide = tensor.dtype === 'float32' ? tensor : cast(tensor, 'int32');
  return reduceAxes('prod', wide, options, (moved, axes) => apply(prodOperation, [moved], { axes }));
}
