/** Losses by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { BinaryCrossentropy } from './binary-crossentropy.ts';
import { BinaryFocalCrossentropy } from './binary-focal-crossentropy.ts';
import { CategoricalCrossentropy } from './categorical-crossentropy.ts';
import { CategoricalFocalCrossentropy } from './categorical-focal-crossentropy.ts';
import { CategoricalHinge } from './categorical-hinge.ts';
import { CosineSimilarity } from './cosine-similarity.ts';
import { Dice } from './dice.ts';
import { Hinge } from './hinge.ts';
import { Huber } from './huber.ts';
import { KLDivergence } from './kl-divergence.ts';
import { LogCosh } from './log-cosh.ts';
import { Loss, type LossFunction, LossFunctionWrapper } from './loss.ts';
import { MeanAbsoluteError } from './mean-absolute-error.ts';
import { MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
import { MeanSquaredError } from './mean-squared-error.ts';
import { MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
import { Poisson } from './poisson.ts';
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';
import { SquaredHinge } from './squared-hinge.ts';
import { Tversky } from './tversky.ts';

/** The names of losses. */
export type LossName =
  | 'meanSquaredError'
  | 'mean_squared_error'
  | 'MeanSquaredError'
  | 'mse'
  | 'meanAbsoluteError'
  | 'mean_absolute_error'
  | 'MeanAbsoluteError'
  | 'mae'
  | 'meanAbsolutePercentageError'
  | 'mean_absolute_percentage_error'
  | 'MeanAbsolutePercentageError'
  | 'mape'
  | 'meanSquaredLogarithmicError'
  | 'mean_squared_logarithmic_error'
  | 'MeanSquaredLogarithmicError'
  | 'msle'
  | 'categoricalCrossentropy'
  | 'categorical_crossentropy'
  | 'CategoricalCrossentropy'
  | 'sparseCategoricalCrossentropy'
  | 'sparse_categorical_crossentropy'
  | 'SparseCategoricalCrossentropy'
  | 'binaryCrossentropy'
  | 'binary_crossentropy'
  | 'BinaryCrossentropy'
  | 'bce'
  | 'binaryFocalCrossentropy'
  | 'binary_focal_crossentropy'
  | 'BinaryFocalCrossentropy'
  | 'categoricalFocalCrossentropy'
  | 'categorical_focal_crossentropy'
  | 'CategoricalFocalCrossentropy'
  | 'huber'
  | 'Huber'
  | 'logCosh'
  | 'log_cosh'
  | 'logcosh'
  | 'LogCosh'
  | 'klDivergence'
  | 'kl_divergence'
  | 'KLDivergence'
  | 'kld'
  | 'poisson'
  | 'Poisson'
  | 'hinge'
  | 'Hinge'
  | 'squaredHinge'
  | 'squared_hinge'
  | 'SquaredHinge'
  | 'categoricalHinge'
  | 'categorical_hinge'
  | 'CategoricalHinge'
  | 'cosineSimilarity'
  | 'cosine_similarity'
  | 'CosineSimilarity'
  | 'dice'
  | 'Dice'
  | 'tversky'
  | 'Tversky';

/** A class of losses. */
export interface LossClass {
  new (): Loss;
  fromConfig(config: Config): Loss;
}

/** Every loss by its names: camelCase, Keras's snake_case, the class, and Keras's short names. */
export const lossesByName: {
  readonly [Name in LossName]: LossClass;
} = {
  meanSquaredError: MeanSquaredError,
  mean_squared_error: MeanSquaredError,
  MeanSquaredError,
  mse: MeanSquaredError,
  meanAbsoluteError: MeanAbsoluteError,
  mean_absolute_error: MeanAbsoluteError,
  MeanAbsoluteError,
  mae: MeanAbsoluteError,
  meanAbsolutePercentageError: MeanAbsolutePercentageError,
  mean_absolute_percentage_error: MeanAbsolutePercentageError,
  MeanAbsolutePercentageError,
  mape: MeanAbsolutePercentageError,
  meanSquaredLogarithmicError: MeanSquaredLogarithmicError,
  mean_squared_logarithmic_error: MeanSquaredLogarithmicError,
  MeanSquaredLogarithmicError,
  msle: MeanSquaredLogarithmicError,
  categoricalCrossentropy: CategoricalCrossentropy,
  categorical_crossentropy: CategoricalCrossentropy,
  CategoricalCrossentropy,
  sparseCategoricalCrossentropy: SparseCategoricalCrossentropy,
  sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
  SparseCategoricalCrossentropy,
  binaryCrossentropy: BinaryCrossentropy,
  binary_crossentropy: BinaryCrossentropy,
  BinaryCrossentropy,
  bce: BinaryCrossentropy,
  binaryFocalCrossentropy: BinaryFocalCrossentropy,
  binary_focal_crossentropy: BinaryFocalCrossentropy,
  BinaryFocalCrossentropy,
  categoricalFocalCrossentropy: CategoricalFocalCrossentropy,
  categorical_focal_crossentropy: CategoricalFocalCrossentropy,
  CategoricalFocalCrossentropy,
  huber: Huber,
  Huber,
  logCosh: LogCosh,
  log_cosh: LogCosh,
  logcosh: LogCosh,
  LogCosh,
  klDivergence: KLDivergence,
  kl_divergence: KLDivergence,
  KLDivergence,
  kld: KLDivergence,
  poisson: Poisson,
  Poisson,
  hinge: Hinge,
  Hinge,
  squaredHinge: SquaredHinge,
  squared_hinge: SquaredHinge,
  SquaredHinge,
  categoricalHinge: CategoricalHinge,
  categorical_hinge: CategoricalHinge,
  CategoricalHinge,
  cosineSimilarity: CosineSimilarity,
  cosine_similarity: CosineSimilarity,
  CosineSimilarity,
  dice: Dice,
  Dice,
  tversky: Tversky,
  Tversky,
};

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
