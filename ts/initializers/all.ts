/** Every initializer with its options: a line here makes it public and known by its names. */

export * from './constant.ts';
export * from './glorot-normal.ts';
export * from './glorot-uniform.ts';
export * from './he-normal.ts';
export * from './he-uniform.ts';
export * from './identity.ts';
export * from './lecun-normal.ts';
export * from './lecun-uniform.ts';
export * from './ones.ts';
export * from './orthogonal.ts';
export * from './random-normal.ts';
export * from './random-uniform.ts';
export * from './truncated-normal.ts';
export * from './variance-scaling.ts';
export * from './zeros.ts';
