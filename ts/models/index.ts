/** All models. This lean entry takes instances where `oxigrad` also takes names. */

export type { Arrays } from './arrays.ts';
export type { BatchIterable } from './batches.ts';
export type { MetricsOption } from './compile-metrics.ts';
export { Model, type ModelOptions, type Values } from './model.ts';
export type {
  CompileModelOptions,
  EvaluateOptions,
  FitOptions,
  Logs,
  OnBatchOptions,
  PredictOptions,
  ValidationData,
  Verbosity,
} from './options.ts';
export type { PerOutput } from './outputs.ts';
export type { ClassWeight } from './sample-weights.ts';
export { Sequential, type SequentialOptions } from './sequential.ts';
export type { SummaryOptions } from './summary.ts';
