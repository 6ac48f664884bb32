/** Losses by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { bySpelling, isBelow, type NamesOf, type Spelling, spellings } from '../config/spellings.ts';
import * as all from './all.ts';
import { Loss, type LossFunction, LossFunctionWrapper } from './loss.ts';

/** A class of losses. */
export interface LossClass {
  new (): Loss;
  fromConfig(config: Config): Loss;
}

type ClassName = NamesOf<typeof all, LossClass>;

/** Names that the rule does not derive. */
const aliases = {
  mse: 'MeanSquaredError',
  MSE: 'MeanSquaredError',
  mae: 'MeanAbsoluteError',
  MAE: 'MeanAbsoluteError',
  mape: 'MeanAbsolutePercentageError',
  MAPE: 'MeanAbsolutePercentageError',
  msle: 'MeanSquaredLogarithmicError',
  MSLE: 'MeanSquaredLogarithmicError',
  bce: 'BinaryCrossentropy',
  BCE: 'BinaryCrossentropy',
  kld: 'KLDivergence',
  KLD: 'KLDivergence',
  logcosh: 'LogCosh',
} as const;

/** The names of losses: camelCase, Keras's snake_case, the class, and Keras's short ones. */
export type LossName = Spelling<ClassName> | keyof typeof aliases;

/** Every loss by its names. */
export const lossesByName: { readonly [Name in LossName]: LossClass } = /* @__PURE__ */ bySpelling<
  LossName,
  LossClass
>(all, isBelow(Loss), spellings, aliases);

/** A loss as Keras serialises it. */
export interface SerializedLoss {
  readonly class_name: LossName;
  readonly config: Config;
}

/** What names a loss. */
export type LossIdentifier = LossName | Loss | LossFunction | SerializedLoss;

/** The loss of a name, an instance, a function or a serialised loss. Unknown names throw a `ValueError`. */
export function getLoss(identifier: LossIdentifier): Loss {
  return objectOf(
    {
      kind: 'loss',
      base: Loss,
      table: lossesByName,
      wrap: (fn: LossFunction) => new LossFunctionWrapper(fn),
    },
    identifier,
  );
}
