/** Every constraint with its options: a line here makes it public and known by its names. */

export * from './max-norm.ts';
export * from './min-max-norm.ts';
export * from './non-neg.ts';
export * from './unit-norm.ts';
