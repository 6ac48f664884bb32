/** All constraints. */

export { Constraint, type ConstraintAxis } from './constraint.ts';
export * from './max-norm.ts';
export * from './min-max-norm.ts';
export * from './names.ts';
export * from './non-neg.ts';
export * from './unit-norm.ts';
