/** Values up to a threshold replaced (keras.ops.threshold). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UNARY_THRESHOLD } from '../../wasm/generated/encoder.ts';
import { greater } from '../compare/greater.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { applyUnary, unaryOperation } from '../unary.ts';

/** alpha is the threshold, beta what stands below it. */
export interface ThresholdAttributes {
  readonly alpha: number;
  readonly beta: number;
}

export const thresholdOperation: Operation<ThresholdAttributes> = unaryOperation<ThresholdAttributes>({
  name: 'threshold',
  function: UNARY_THRESHOLD,
  gradient: ({ x, dy, attributes }) => where(greater(x, attributes.alpha), dy, 0),
});

/** x where x > `threshold`, else `defaultValue` (also for NaN). */
export function threshold(x: TensorLike, threshold: number, defaultValue: number): Tensor {
  return applyUnary(thresholdOperation, x, { alpha: threshold, beta: defaultValue });
}
