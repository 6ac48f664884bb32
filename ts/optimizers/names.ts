/** Optimizers by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { bySpelling, isBelow, type NamesOf } from '../config/spellings.ts';
import { type ScheduleTable, schedulesByName } from '../schedules/names.ts';
import * as all from './all.ts';
import { Optimizer } from './optimizer.ts';

/** A class of optimizers. */
export interface OptimizerClass {
  new (): Optimizer;
  fromConfig(config: Config, schedules?: ScheduleTable): Optimizer;
}

type ClassName = NamesOf<typeof all, OptimizerClass>;

const inLowerCase = (name: string): string[] => [name.toLowerCase(), name];

/** The names of optimizers: Keras's lower case, and the class. */
export type OptimizerName = ClassName | Lowercase<ClassName>;

/** Every optimizer by its names. */
export const optimizersByName: { readonly [Name in OptimizerName]: OptimizerClass } =
  /* @__PURE__ */ bySpelling<OptimizerName, OptimizerClass>(all, isBelow(Optimizer), inLowerCase);

/** An optimizer as Keras serialises it. */
export interface SerializedOptimizer {
  readonly class_name: OptimizerName;
  readonly config: Config;
}

/** What names an optimizer. */
export type OptimizerIdentifier = OptimizerName | Optimizer | SerializedOptimizer;

/** The optimizer of a name, an instance or a serialised optimizer. Unknown names throw a `ValueError`. */
export function getOptimizer(identifier: OptimizerIdentifier): Optimizer {
  const known = { kind: 'optimizer', base: Optimizer, table: optimizersByName };
  return objectOf(known, identifier, schedulesByName);
}
