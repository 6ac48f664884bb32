/** The options of compile, fit, evaluate and predict; names and defaults are Keras's. */

import type { Callback } from '../callbacks/callback.ts';
import { checkKeys } from '../closest.ts';
import { show, ValueError } from '../errors.ts';
import type { LossIdentifier } from '../losses/names.ts';
import type { MetricIdentifier } from '../metrics/names.ts';
import type { OptimizerIdentifier } from '../optimizers/names.ts';
import type { Arrays } from './arrays.ts';
import type { BatchIterable } from './batches.ts';
import type { MetricsOption } from './compile-metrics.ts';
import type { PerOutput } from './outputs.ts';
import type { ClassWeight } from './sample-weights.ts';

export type { LossIdentifier, MetricIdentifier, OptimizerIdentifier };

/** Options of `model.compile`. */
export interface CompileModelOptions {
  /** Default `'rmsprop'`, as in Keras; required in the lean entries. */
  readonly optimizer?: OptimizerIdentifier;
  /** One for all outputs, a list in their order, or by their names. */
  readonly loss?: PerOutput<LossIdentifier>;
  /** Factors of the losses in the sum that is minimised. */
  readonly lossWeights?: PerOutput<number>;
  readonly metrics?: MetricsOption;
  /** Metrics that take sample and class weights into account. */
  readonly weightedMetrics?: MetricsOption;
  /** Runs every operation at once in place of a plan: slower, for looking into. Default `false`. */
  readonly runEagerly?: boolean;
}

/** How much is written: nothing, a live bar in a terminal (else a line an epoch), or a line an epoch. */
export type Verbosity = 'auto' | 0 | 1 | 2;

/** Data to validate on: arrays, perhaps with weights, or batches. */
export type ValidationData = readonly [x: Arrays, y: Arrays, sampleWeight?: Arrays] | BatchIterable;

/** Options that fit and evaluate share. */
interface RunOptions {
  /** Default: 32, the last batch may be smaller. Not for iterables of batches, which have their own. */
  readonly batchSize?: number;
  readonly verbose?: Verbosity;
  /** Weights of the samples, (n,); one array for all outputs, or one for each, in their order or by name. */
  readonly sampleWeight?: Arrays;
  readonly callbacks?: Callback | readonly Callback[];
  /**
   * Stops after the step under way, or while data or a hook is waited for; the promise rejects with the signal's reason.
   */
  readonly signal?: AbortSignal;
}

/** Options of `model.fit`. */
export interface FitOptions extends RunOptions {
  /** The epoch after the last, counted from 0. Default 1. */
  readonly epochs?: number;
  /** Whether every epoch has its own order, from the global seed. Default `true`; not for iterables. */
  readonly shuffle?: boolean;
  /** The share of the samples, from the end and before shuffling, that is not trained but validated on. Default 0. */
  readonly validationSplit?: number;
  readonly validationData?: ValidationData;
  /** Default: `batchSize`. */
  readonly validationBatchSize?: number;
  /** Steps of a validation, which begins where its data begins. Default: all batches. */
  readonly validationSteps?: number;
  /** Validates every so many epochs, or after the epochs listed (counted from 1). Default 1. */
  readonly validationFreq?: number | readonly number[];
  /** Weights of the samples by their class. */
  readonly classWeight?: ClassWeight;
  /** The epoch to begin with, counted from 0. Default 0. */
  readonly initialEpoch?: number;
  /**
   * Steps of an epoch, which goes on where the last one ended; where the data ends it ends early, as in Keras.
   * Default: one pass over the data.
   */
  readonly stepsPerEpoch?: number;
}

/** Options of `model.evaluate`. */
export interface EvaluateOptions extends RunOptions {
  /** Batches to evaluate. Default: all. */
  readonly steps?: number;
}

/** Options of `model.predict`. */
export interface PredictOptions {
  /** Default 32. */
  readonly batchSize?: number;
  readonly verbose?: Verbosity;
  /** Batches to predict. Default: all. */
  readonly steps?: number;
  readonly callbacks?: Callback | readonly Callback[];
  readonly signal?: AbortSignal;
}

/** Options of `trainOnBatch` and `testOnBatch`. */
export interface OnBatchOptions {
  readonly sampleWeight?: Arrays;
  readonly classWeight?: ClassWeight;
}

/** Losses and metrics by their keys. */
export type Logs = Record<string, number>;

/** The names of options, each once: the compiler knows when one is missing or too many. */
type Names<Options> = Readonly<Record<keyof Options, 1>>;

const run: Names<RunOptions> = { batchSize: 1, verbose: 1, sampleWeight: 1, callbacks: 1, signal: 1 };
const fit: Names<FitOptions> = {
  ...run,
  epochs: 1,
  shuffle: 1,
  validationSplit: 1,
  validationData: 1,
  validationBatchSize: 1,
  validationSteps: 1,
  validationFreq: 1,
  classWeight: 1,
  initialEpoch: 1,
  stepsPerEpoch: 1,
};
const evaluate: Names<EvaluateOptions> = { ...run, steps: 1 };
const predict: Names<PredictOptions> = { batchSize: 1, verbose: 1, steps: 1, callbacks: 1, signal: 1 };
const onBatch: Names<OnBatchOptions> = { sampleWeight: 1, classWeight: 1 };
const compile: Names<CompileModelOptions> = {
  optimizer: 1,
  loss: 1,
  lossWeights: 1,
  metrics: 1,
  weightedMetrics: 1,
  runEagerly: 1,
};
const names = { compile, fit, evaluate, predict, onBatch };

/** @internal The options of a call of a model, or a {@link ValueError} for one that is not known. */
export function checkCall<Options extends object>(
  where: string,
  call: 'compile' | 'fit' | 'evaluate' | 'predict' | 'onBatch',
  options: Options,
): Options {
  return checkKeys(where, options, Object.keys(names[call]));
}

/** @internal The options of a run, before it begins: throws what its signal says, if that says stop. */
export function checkRun(
  where: string,
  call: 'fit' | 'evaluate' | 'predict',
  options: { readonly signal?: AbortSignal | undefined },
): void {
  const { signal } = checkCall(where, call, options);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function')
    throw new ValueError(where, 'signal to be an AbortSignal', show(signal));
  signal?.throwIfAborted();
}
