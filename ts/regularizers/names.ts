/** Regularizers by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { bySpelling, isBelow, type NamesOf, type Spelling, spellings } from '../config/spellings.ts';
import * as all from './all.ts';
import { Regularizer } from './regularizer.ts';

/** A class of regularizers. */
export interface RegularizerClass {
  new (): Regularizer;
  fromConfig(config: Config): Regularizer;
}

type ClassName = NamesOf<typeof all, RegularizerClass>;

/** Names that the rule does not derive. */
const aliases = {
  l1L2: 'L1L2',
  l1_l2: 'L1L2',
} as const;

/** The names of regularizers: camelCase, Keras's snake_case, the class. */
export type RegularizerName = Spelling<ClassName> | keyof typeof aliases;

/** Every regularizer by its names. */
export const regularizersByName: { readonly [Name in RegularizerName]: RegularizerClass } =
  /* @__PURE__ */ bySpelling<RegularizerName, RegularizerClass>(
    all,
    isBelow(Regularizer),
    spellings,
    aliases,
  );

/** A regularizer as Keras serialises it. */
export interface SerializedRegularizer {
  readonly class_name: RegularizerName;
  readonly config: Config;
}

/** What names a regularizer. */
export type RegularizerIdentifier = RegularizerName | Regularizer | SerializedRegularizer;

/** The regularizer of a name, an instance or a serialised one. Unknown names throw a `ValueError`. */
export function getRegularizer(identifier: RegularizerIdentifier): Regularizer {
  return objectOf({ kind: 'regularizer', base: Regularizer, table: regularizersByName }, identifier);
}
