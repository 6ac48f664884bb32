/** Logarithm of the sum of exponentials (keras.ops.logsumexp). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { REDUCE_LOG_SUM_EXP } from '../../wasm/generated/encoder.ts';
import { softmax } from '../activation/softmax.ts';
import { multiply } from '../arithmetic/multiply.ts';
import type { Operation } from '../operation.ts';
import { type AxisAttributes, applyReduction, numericReduction, type ReduceOptions } from '../reduce.ts';
import { cast } from '../shape/cast.ts';

export const logsumexpOperation: Operation<AxisAttributes> = numericReduction({
  name: 'logsumexp',
  float: REDUCE_LOG_SUM_EXP,
  // Not exp(x - y): where y is large, its rounding would show.
  gradient: ({ x, dy, axes }) => multiply(dy, softmax(x, { axis: axes })),
});

/** `ln Σ exp(x)` over axes, float32, without overflow; that of none is -∞. */
export function logsumexp(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return applyReduction(logsumexpOperation, cast(asTensor(x, 'logsumexp'), 'float32'), options);
}
