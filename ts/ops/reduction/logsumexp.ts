/** Logarithm of the sum of exponentials (keras.ops.logsumexp). */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { ReduceFunction } from '../../wasm/generated/encoder.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { exp } from '../elementwise/exp.ts';
import type { Operation } from '../operation.ts';
import { type AxisAttributes, applyReduction, numericReduction, type ReduceOptions } from '../reduce.ts';
import { cast } from '../shape/cast.ts';

export const logsumexpOperation: Operation<AxisAttributes> = numericReduction({
  name: 'logsumexp',
  float: ReduceFunction.LogSumExp,
  gradient: ({ x, y, dy }) => multiply(dy, exp(subtract(x, y))),
});

/** `ln Σ exp(x)` over axes, float32, without overflow; that of none is -∞. */
export function logsumexp(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return applyReduction(logsumexpOperation, cast(asTensor(x, 'logsumexp'), 'float32'), options);
}
