/** Every regularizer with its options: a line here makes it public and known by its names. */

export * from './l1.ts';
export * from './l1l2.ts';
export * from './l2.ts';
export * from './orthogonal.ts';
