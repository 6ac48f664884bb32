/** Choosing, looking up, scattering and ordering by index. */

export { type BincountOptions, bincount } from './bincount.ts';
export { median } from './median.ts';
export { type MultiHotOptions, multiHot } from './multi-hot.ts';
export { type OneHotOptions, oneHot } from './one-hot.ts';
export { scatter, scatterUpdate } from './scatter.ts';
export { digitize, searchsorted } from './searchsorted.ts';
export { type SegmentOptions, segmentSum } from './segment-sum.ts';
export { argsort, type SortOptions, sort } from './sort.ts';
export { take } from './take.ts';
export { takeAlongAxis } from './take-along-axis.ts';
export { inTopK, topK } from './top-k.ts';
export { where } from './where.ts';
