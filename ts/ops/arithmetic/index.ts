/** Arithmetic of two tensors that broadcast. */

export { add } from './add.ts';
export { atan2 } from './atan2.ts';
export { diff } from './diff.ts';
export { divide } from './divide.ts';
export { divideNoNan } from './divide-no-nan.ts';
export { floorDivide } from './floor-divide.ts';
export { hypot } from './hypot.ts';
export { logaddexp } from './logaddexp.ts';
export { maximum } from './maximum.ts';
export { minimum } from './minimum.ts';
export { mod } from './mod.ts';
export { multiply } from './multiply.ts';
export { negative } from './negative.ts';
export { power } from './power.ts';
export { squaredDifference } from './squared-difference.ts';
export { subtract } from './subtract.ts';
