/** Running product (keras.ops.cumprod). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { CUMULATIVE_PROD } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { equal } from '../compare/equal.ts';
import { logicalAnd } from '../compare/logical-and.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { cumsumOperation } from './cumsum.ts';
import {
  applyCumulative,
  type CumulativeAttributes,
  type CumulativeOptions,
  cumulativeOperation,
} from './cumulative.ts';

export const cumprodOperation: Operation<CumulativeAttributes> = cumulativeOperation(
  'cumprod',
  CUMULATIVE_PROD,
  ({ inputs, outputs, upstream, attributes }) => {
    const [x, y, dy] = [inputs[0] as Tensor, outputs[0] as Tensor, upstream[0] as Tensor];
    const suffixSums = (t: Tensor): Tensor =>
      apply(cumsumOperation, [t], { ...attributes, reverse: !attributes.reverse });
    // Σ dy·y/x over what follows. At the first 0, the products of what follows with a 1 in its place; beyond, 0.
    const zero = equal(x, 0);
    const zeros = apply(cumsumOperation, [cast(zero, 'int32')], { ...attributes, exclusive: false });
    const first = logicalAnd(zero, equal(zeros, 1));
    const through = apply(cumprodOperation, [where(first, 1, x)], attributes);
    const usual = divide(suffixSums(multiply(dy, y)), where(zero, 1, x));
    return where(first, suffixSums(multiply(dy, through)), where(zero, 0, usual));
  },
);

/** The product of each element and all before it along an axis. Integers wrap; bools are multiplied as int32. */
export function cumprod(x: TensorLike, options: CumulativeOptions = {}): Tensor {
  return applyCumulative(cumprodOperation, x, options);
}
