/** Constraints by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { Constraint } from './constraint.ts';
import { MaxNorm } from './max-norm.ts';
import { MinMaxNorm } from './min-max-norm.ts';
import { NonNeg } from './non-neg.ts';
import { UnitNorm } from './unit-norm.ts';

/** The names of constraints. */
export type ConstraintName =
  | 'maxNorm'
  | 'max_norm'
  | 'MaxNorm'
  | 'minMaxNorm'
  | 'min_max_norm'
  | 'MinMaxNorm'
  | 'nonNeg'
  | 'non_neg'
  | 'NonNeg'
  | 'unitNorm'
  | 'unit_norm'
  | 'UnitNorm';

/** A class of constraints. */
export interface ConstraintClass {
  new (): Constraint;
  fromConfig(config: Config): Constraint;
}

/** Every constraint by its names: camelCase, Keras's snake_case, the class. */
export const constraintsByName: { readonly [Name in ConstraintName]: ConstraintClass } = {
  maxNorm: MaxNorm,
  max_norm: MaxNorm,
  MaxNorm,
  minMaxNorm: MinMaxNorm,
  min_max_norm: MinMaxNorm,
  MinMaxNorm,
  nonNeg: NonNeg,
  non_neg: NonNeg,
  NonNeg,
  unitNorm: UnitNorm,
  unit_norm: UnitNorm,
  UnitNorm,
};

/** The constraint as Keras serialises it. */
export interface SerializedConstraint {
  readonly class_name: ConstraintName;
  readonly config: Config;
}

/** What names the constraint. */
export type ConstraintIdentifier = ConstraintName | Constraint | SerializedConstraint;

/** The constraint of a name, an instance or a serialised one. Unknown names throw a `ValueError`. */
export function getConstraint(identifier: ConstraintIdentifier): Constraint {
  return objectOf({ kind: 'constraint', base: Constraint, table: constraintsByName }, identifier);
}
