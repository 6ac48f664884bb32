/** Regularizers by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { L1 } from './l1.ts';
import { L1L2 } from './l1l2.ts';
import { L2 } from './l2.ts';
import { OrthogonalRegularizer } from './orthogonal.ts';
import { Regularizer } from './regularizer.ts';

/** The names of regularizers. */
export type RegularizerName =
  | 'l1'
  | 'L1'
  | 'l2'
  | 'L2'
  | 'l1L2'
  | 'l1_l2'
  | 'L1L2'
  | 'orthogonalRegularizer'
  | 'orthogonal_regularizer'
  | 'OrthogonalRegularizer';

/** A class of regularizers. */
export interface RegularizerClass {
  new (): Regularizer;
  fromConfig(config: Config): Regularizer;
}

/** Every regularizer by its names: camelCase, Keras's snake_case, the class. */
export const regularizersByName: { readonly [Name in RegularizerName]: RegularizerClass } = {
  l1: L1,
  L1,
  l2: L2,
  L2,
  l1L2: L1L2,
  l1_l2: L1L2,
  L1L2,
  orthogonalRegularizer: OrthogonalRegularizer,
  orthogonal_regularizer: OrthogonalRegularizer,
  OrthogonalRegularizer,
};

/** The regularizer as Keras serialises it. */
export interface SerializedRegularizer {
  readonly class_name: RegularizerName;
  readonly config: Config;
}

/** What names the regularizer. */
export type RegularizerIdentifier = RegularizerName | Regularizer | SerializedRegularizer;

/** The regularizer of a name, an instance or a serialised one. Unknown names throw a `ValueError`. */
export function getRegularizer(identifier: RegularizerIdentifier): Regularizer {
  return objectOf({ kind: 'regularizer', base: Regularizer, table: regularizersByName }, identifier);
}
