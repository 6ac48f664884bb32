/** All constraints. */

export * from './all.ts';
export { Constraint, type ConstraintAxis } from './constraint.ts';
export {
  type ConstraintIdentifier,
  type ConstraintName,
  getConstraint,
  type SerializedConstraint,
} from './names.ts';
