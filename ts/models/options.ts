/** The options of compile, fit, evaluate and predict; names and defaults are Keras's. */

import type { Callback } from '../callbacks/callback.ts';
import { checkOptions, show, ValueError } from '../errors.ts';
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

/** @internal The options of a run, before it begins: throws what its signal says, if that says stop. */
export function checkRun(where: string, options: { readonly signal?: AbortSignal | undefined }): void {
  const { signal } = checkOptions(where, options);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function')
    throw new ValueError(where, 'signal to be an AbortSignal', show(signal));
  signal?.throwIfAborted();
}
