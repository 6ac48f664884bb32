/** Whether numbers are close (keras.ops.isclose). */

import { checkKeys } from '../../closest.ts';
import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { add } from '../arithmetic/add.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { meet } from '../binary.ts';
import { abs } from '../elementwise/abs.ts';
import { isFinite as finite } from '../elementwise/is-finite.ts';
import { isNan } from '../elementwise/is-nan.ts';
import { equal } from './equal.ts';
import { lessEqual } from './less-equal.ts';
import { logicalAnd } from './logical-and.ts';
import { logicalOr } from './logical-or.ts';

/** Options of {@link isClose}. */
export interface IsCloseOptions {
  /** Error allowed relative to b. Default 1e-5. */
  readonly rtol?: number;
  /** Error allowed in any case. Default 1e-8. */
  readonly atol?: number;
  /** Whether NaN is close to NaN. Default `false`. */
  readonly equalNan?: boolean;
}

/** Whether `|a - b| ≤ atol + rtol·|b|`, element by element; an infinity is close to itself only. Shapes broadcast. */
export function isClose(a: TensorLike, b: TensorLike, options: IsCloseOptions = {}): Tensor {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = checkKeys('isClose', options, 'rtol atol equalNan');
  const [x, y] = meet('isClose', a, b, 'float32');
  const near = lessEqual(abs(subtract(x, y)), add(multiply(abs(y), rtol), atol));
  const close = logicalOr(equal(x, y), logicalAnd(near, logicalAnd(finite(x), finite(y))));
  return equalNan ? logicalOr(close, logicalAnd(isNan(x), isNan(y))) : close;
}
