/** Labels 0 and 1 as -1 and 1, for hinge losses. */

import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { equal } from '../ops/compare/equal.ts';
import { logicalOr } from '../ops/compare/logical-or.ts';
import { where } from '../ops/index/where.ts';
import { min } from '../ops/reduction/min.ts';
import { cast } from '../ops/shape/cast.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** `2·yTrue - 1` if all labels are 0 or 1; else the labels as they are. */
export function toSigns(yTrue: Tensor): Tensor {
  const binary = min(cast(logicalOr(equal(yTrue, 0), equal(yTrue, 1)), 'int32'));
  return where(binary, subtract(multiply(yTrue, 2), 1), yTrue);
}
