/** Optimizers by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { type ScheduleTable, schedulesByName } from '../schedules/names.ts';
import { Adadelta } from './adadelta.ts';
import { Adafactor } from './adafactor.ts';
import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { Adamax } from './adamax.ts';
import { AdamW } from './adamw.ts';
import { Ftrl } from './ftrl.ts';
import { Lamb } from './lamb.ts';
import { Lion } from './lion.ts';
import { Nadam } from './nadam.ts';
import { Optimizer } from './optimizer.ts';
import { RMSprop } from './rmsprop.ts';
import { SGD } from './sgd.ts';

/** The names of optimizers. */
export type OptimizerName =
  | 'adadelta'
  | 'Adadelta'
  | 'adafactor'
  | 'Adafactor'
  | 'adagrad'
  | 'Adagrad'
  | 'adam'
  | 'Adam'
  | 'adamax'
  | 'Adamax'
  | 'adamw'
  | 'AdamW'
  | 'ftrl'
  | 'Ftrl'
  | 'lamb'
  | 'Lamb'
  | 'lion'
  | 'Lion'
  | 'nadam'
  | 'Nadam'
  | 'rmsprop'
  | 'RMSprop'
  | 'sgd'
  | 'SGD';

/** A class of optimizers. */
export interface OptimizerClass {
  new (): Optimizer;
  fromConfig(config: Config, schedules?: ScheduleTable): Optimizer;
}

/** Every optimizer by its names: Keras's lower case, and the class. */
export const optimizersByName: { readonly [Name in OptimizerName]: OptimizerClass } = {
  adadelta: Adadelta,
  Adadelta,
  adafactor: Adafactor,
  Adafactor,
  adagrad: Adagrad,
  Adagrad,
  adam: Adam,
  Adam,
  adamax: Adamax,
  Adamax,
  adamw: AdamW,
  AdamW,
  ftrl: Ftrl,
  Ftrl,
  lamb: Lamb,
  Lamb,
  lion: Lion,
  Lion,
  nadam: Nadam,
  Nadam,
  rmsprop: RMSprop,
  RMSprop,
  sgd: SGD,
  SGD,
};

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
