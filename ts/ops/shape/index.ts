/** Moving elements and changing shapes. */

export { broadcastTo } from '../reduction/sum.ts';
export { cast } from './cast.ts';
export { concatenate } from './concatenate.ts';
export { type DiagonalOptions, diag, diagonal, trace } from './diagonal.ts';
export { expandDims } from './expand-dims.ts';
export { flatten, ravel } from './flatten.ts';
export { flip } from './flip.ts';
export { identity } from './identity.ts';
export { moveaxis } from './moveaxis.ts';
export { type PadOptions, type PadWidth, pad } from './pad.ts';
export { repeat } from './repeat.ts';
export { reshape } from './reshape.ts';
export { roll } from './roll.ts';
export { type Rot90Options, rot90 } from './rot90.ts';
export { type SliceRange, slice, stridedSlice } from './slice.ts';
export { sliceUpdate } from './slice-update.ts';
export { split } from './split.ts';
export { squeeze } from './squeeze.ts';
export { stack } from './stack.ts';
export { swapaxes } from './swapaxes.ts';
export { tile } from './tile.ts';
export { transpose } from './transpose.ts';
export { unstack } from './unstack.ts';
