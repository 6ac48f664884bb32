/** The gradient that `max` and `min` share. */

import type { Tensor } from '../../tensor/tensor.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { equal } from '../compare/equal.ts';
import { cast } from '../shape/cast.ts';
import { sum } from './sum.ts';

/** dx: dy, shared evenly by all elements that equal the result. */
export function extremeGradient({
  x,
  y,
  dy,
  axes,
}: {
  x: Tensor;
  y: Tensor;
  dy: Tensor;
  axes: readonly number[];
}): Tensor {
  const hits = cast(equal(x, y), 'float32');
  return multiply(hits, divide(dy, sum(hits, { axis: axes, keepDims: true })));
}
