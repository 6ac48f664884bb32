/** The mean that a total and a count stand for. */

import type { Variable } from '../tensor/variable.ts';

/** `total/count` of two scalars in float32, 0 for a count of 0: as `divideNoNan`, without an instruction. */
export function meanOf(total: Variable, count: Variable): number {
  const [sum, samples] = [total.data()[0] as number, count.data()[0] as number];
  return samples === 0 ? 0 : Math.fround(sum / samples);
}
