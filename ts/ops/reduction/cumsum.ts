/** Running sum (keras.ops.cumsum). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { CUMULATIVE_SUM } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import type { Operation } from '../operation.ts';
import {
  applyCumulative,
  type CumulativeAttributes,
  type CumulativeOptions,
  cumulativeOperation,
} from './cumulative.ts';

export const cumsumOperation: Operation<CumulativeAttributes> = cumulativeOperation(
  'cumsum',
  CUMULATIVE_SUM,
  ({ upstream: [dy], attributes }) =>
    apply(cumsumOperation, [dy as Tensor], { ...attributes, reverse: !attributes.reverse }),
);

/** The sum of each element and all before it along an axis. Integers wrap; bools are summed as int32. */
export function cumsum(x: TensorLike, options: CumulativeOptions = {}): Tensor {
  return applyCumulative(cumsumOperation, x, options);
}
