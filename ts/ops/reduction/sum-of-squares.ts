/** Sum of squares over axes, in one pass: weight penalties, norms of gradients. */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { REDUCE_SUM_OF_SQUARES } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { type AxisAttributes, applyReduction, numericReduction, type ReduceOptions } from '../reduce.ts';
import { cast } from '../shape/cast.ts';

export const sumOfSquaresOperation: Operation<AxisAttributes> = numericReduction({
  name: 'sumOfSquares',
  float: REDUCE_SUM_OF_SQUARES,
  gradient: ({ x, dy }) => multiply(multiply(dy, 2), x),
});

/** `Σ x²` over axes, float32; that of none is 0. */
export function sumOfSquares(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return applyReduction(sumOfSquaresOperation, cast(asTensor(x, 'sumOfSquares'), 'float32'), options);
}
