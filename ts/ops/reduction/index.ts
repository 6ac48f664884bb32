/** Reductions over axes. */

export { all } from './all.ts';
export { any } from './any.ts';
export { argmax } from './argmax.ts';
export { argmin } from './argmin.ts';
export { type AverageOptions, average } from './average.ts';
export { countNonzero } from './count-nonzero.ts';
export { cumprod } from './cumprod.ts';
export { cumsum } from './cumsum.ts';
export { logsumexp } from './logsumexp.ts';
export { max } from './max.ts';
export { mean } from './mean.ts';
export { min } from './min.ts';
export { moments } from './moments.ts';
export { type NormOptions, norm } from './norm.ts';
export { type NormalizeOptions, normalize } from './normalize.ts';
export { prod } from './prod.ts';
export { std } from './std.ts';
export { sum } from './sum.ts';
export { sumOfSquares } from './sum-of-squares.ts';
export { variance } from './variance.ts';
