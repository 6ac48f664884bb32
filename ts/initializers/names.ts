/** Initializers by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { bySpelling, isBelow, type NamesOf, type Spelling, spellings } from '../config/spellings.ts';
import * as all from './all.ts';
import { Initializer } from './initializer.ts';

/** A class of initializers. */
export interface InitializerClass {
  new (): Initializer;
  fromConfig(config: Config): Initializer;
}

type ClassName = NamesOf<typeof all, InitializerClass>;

/** Names that the rule does not derive. */
const aliases = {
  normal: 'RandomNormal',
  uniform: 'RandomUniform',
  one: 'Ones',
  zero: 'Zeros',
  OrthogonalInitializer: 'Orthogonal',
  IdentityInitializer: 'Identity',
} as const;

/** The names of initializers: camelCase, Keras's snake_case, the class, and Keras's other ones. */
export type InitializerName = Spelling<ClassName> | keyof typeof aliases;

/** Every initializer by its names. */
export const initializersByName: { readonly [Name in InitializerName]: InitializerClass } =
  /* @__PURE__ */ bySpelling<InitializerName, InitializerClass>(
    all,
    isBelow(Initializer),
    spellings,
    aliases,
  );

/** An initializer as Keras serialises it. */
export interface SerializedInitializer {
  readonly class_name: InitializerName;
  readonly config: Config;
}

/** What names an initializer. */
export type InitializerIdentifier = InitializerName | Initializer | SerializedInitializer;

/** The initializer of a name, an instance or a serialised one. Unknown names throw a `ValueError`. */
export function getInitializer(identifier: InitializerIdentifier): Initializer {
  return objectOf({ kind: 'initializer', base: Initializer, table: initializersByName }, identifier);
}
