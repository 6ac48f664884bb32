/** Constraints by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { bySpelling, isBelow, type NamesOf, type Spelling, spellings } from '../config/spellings.ts';
import * as all from './all.ts';
import { Constraint } from './constraint.ts';

/** A class of constraints. */
export interface ConstraintClass {
  new (): Constraint;
  fromConfig(config: Config): Constraint;
}

type ClassName = NamesOf<typeof all, ConstraintClass>;

/** The names of constraints: camelCase, Keras's snake_case, the class. */
export type ConstraintName = Spelling<ClassName>;

/** Every constraint by its names. */
export const constraintsByName: { readonly [Name in ConstraintName]: ConstraintClass } =
  /* @__PURE__ */ bySpelling<ConstraintName, ConstraintClass>(all, isBelow(Constraint), spellings);

/** A constraint as Keras serialises it. */
export interface SerializedConstraint {
  readonly class_name: ConstraintName;
  readonly config: Config;
}

/** What names a constraint. */
export type ConstraintIdentifier = ConstraintName | Constraint | SerializedConstraint;

/** The constraint of a name, an instance or a serialised one. Unknown names throw a `ValueError`. */
export function getConstraint(identifier: ConstraintIdentifier): Constraint {
  return objectOf({ kind: 'constraint', base: Constraint, table: constraintsByName }, identifier);
}
