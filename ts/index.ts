/**
 * The full entry: everything public by its name. Losses and metrics of one name are told apart by their
 * namespaces, `losses.MeanSquaredError` and `metrics.MeanSquaredError`; the flat name is that of the loss.
 */

export * as activations from './activations/index.ts';
export * from './callbacks/index.ts';
export type { Config } from './config/config.ts';
export * from './constraints/index.ts';
export * from './core.ts';
export { toCategorical } from './data/categorical.ts';
export { Dataset, type DatasetSource } from './data/dataset.ts';
export { normalize } from './data/normalize.ts';
export { type SplitOptions, shuffle, trainTestSplit } from './data/split.ts';
export * from './generated/full.ts';
export type { TruncatedNormalOptions } from './initializers/index.ts';
export * from './initializers/index.ts';
export type { DropoutOptions, SoftmaxOptions } from './layers/index.ts';
export * as layers from './layers/index.ts';
export * as losses from './losses/index.ts';
export * as metrics from './metrics/index.ts';
export * from './optimizers/index.ts';
export * from './regularizers/index.ts';
export * from './schedules/index.ts';
