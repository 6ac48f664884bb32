/** Running product (keras.ops.cumprod). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { CUMULATIVE_PROD } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { zerosLike } from '../creation/full.ts';
import type { Operation } from '../operation.ts';
import { concatenate } from '../shape/concatenate.ts';
import { flip } from '../shape/flip.ts';
import { slice } from '../shape/slice.ts';
import {
  applyCumulative,
  type CumulativeAttributes,
  type CumulativeOptions,
  cumulativeOperation,
} from './cumulative.ts';

export const cumprodOperation: Operation<CumulativeAttributes> = cumulativeOperation(
  'cumprod',
  CUMULATIVE_PROD,
  ({ inputs, upstream, attributes: { axis, exclusive, reverse } }) => {
    const turned = (t: Tensor): Tensor => (reverse ? flip(t, { axis }) : t);
    const [x, dy] = [turned(inputs[0] as Tensor), turned(upstream[0] as Tensor)];
    const before = apply(cumprodOperation, [x], { axis, exclusive: true, reverse: false });
    return turned(multiply(before, productsBehind(x, dy, axis, exclusive)));
  },
);

/**
 * For each i of an axis the Σ over k ≥ i of dy[k]·x[i + 1]·…·x[k], or, where `exclusive`, over k > i of
 * dy[k]·x[i + 1]·…·x[k - 1]. No division by x, which may be 0, infinite, or have made a product that is: the spans that
 * are summed double in log₂ n steps (Hillis and Steele, 1986).
 */
function productsBehind(x: Tensor, dy: Tensor, axis: number, exclusive: boolean): Tensor {
  const length = x.shape[axis] as number;
  const part = (t: Tensor, start: number, end: number): Tensor =>
    slice(
      t,
      t.shape.map((_, index) => (index === axis ? start : 0)),
      t.shape.map((size, index) => (index === axis ? end - start : size)),
    );
  const join = (a: Tensor, b: Tensor): Tensor => concatenate([a, b], { axis });
  if (length === 0) return dy;
  const first = part(x, 0, 1);
  // What the last factor is does not matter: nothing lies behind it.
  let factors = join(part(x, 1, length), first);
  let sums = exclusive ? join(part(dy, 1, length), zerosLike(first)) : dy;
  for (let span = 1; span < length; span *= 2) {
    const [end, own] = [length - span, part(factors, 0, length - span)];
    const more = multiply(own, part(sums, span, length));
    sums = join(add(part(sums, 0, end), more), part(sums, end, length));
    factors = join(multiply(own, part(factors, span, length)), part(factors, end, length));
  }
  return sums;
}

/** The product of each element and all before it along an axis. Integers wrap; bools are multiplied as int32. */
export function cumprod(x: TensorLike, options: CumulativeOptions = {}): Tensor {
  return applyCumulative(cumprodOperation, x, options);
}
