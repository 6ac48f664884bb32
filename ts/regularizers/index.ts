/** All regularizers. */

export * from './l1.ts';
export * from './l1l2.ts';
export * from './l2.ts';
export * from './names.ts';
export * from './orthogonal.ts';
export { Regularizer } from './regularizer.ts';
