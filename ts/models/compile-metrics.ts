/** The metrics of a model by output, under the names the user gave (keras.src.trainers.compile_utils). */

import { show, ValueError } from '../errors.ts';
import { maskOf } from '../layers/call.ts';
import type { BatchShape } from '../layers/keras-tensor.ts';
import { resolve } from '../layers/names.ts';
import { MeanMetricWrapper } from '../metrics/mean-metric-wrapper.ts';
import { Metric } from '../metrics/metric.ts';
import type { MetricIdentifier, MetricName } from '../metrics/names.ts';
import { accuracyFor, crossentropyFor } from '../metrics/resolve.ts';
import { isPlainObject } from '../tensor/plain.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { perOutput } from './outputs.ts';

/** Metrics of the one output; or for several outputs a list of lists, or lists by output name. */
export type MetricsOption =
  | readonly (MetricIdentifier | readonly MetricIdentifier[] | null | undefined)[]
  | { readonly [output: string]: MetricIdentifier | readonly MetricIdentifier[] | null | undefined };

/** A metric with its key in logs and history. */
export interface TrackedMetric {
  readonly key: string;
  readonly metric: Metric;
}

interface OutputMetric {
  readonly name: string;
  readonly metric: Metric;
  readonly output: number;
}

/** All metrics of a compiled model. */
export class CompileMetrics {
  readonly #given: MetricsOption;
  readonly #givenWeighted: MetricsOption;
  #plain: readonly OutputMetric[] | undefined;
  #weighted: readonly OutputMetric[] = [];
  /** With their keys, once built. */
  tracked: readonly TrackedMetric[] = [];

  constructor(metrics: MetricsOption, weighted: MetricsOption) {
    // Unknown names are an error of compile, not of the first step.
    for (const [option, given] of [
      ['metrics', metrics],
      ['weightedMetrics', weighted],
    ] as const) {
      if (!Array.isArray(given) && !isPlainObject(given))
        throw new ValueError(`Model.compile, ${option}`, 'a list, or lists by output name', show(given));
      for (const identifier of Object.values(given).flat())
        if (identifier !== null && identifier !== undefined && shapedKind(identifier) === undefined)
          resolveMetric(identifier as MetricIdentifier);
    }
    this.#given = metrics;
    this.#givenWeighted = weighted;
  }

  /** Whether the keys are known. */
  get built(): boolean {
    return this.#plain !== undefined;
  }

  /** Makes the metrics, once the shapes are known that decide which accuracy is meant. */
  build(
    names: readonly string[],
    yTrue: readonly (BatchShape | undefined)[],
    yPred: readonly BatchShape[],
  ): void {
    if (this.#plain !== undefined) return;
    const make = (option: string, given: MetricsOption): OutputMetric[] =>
      spread(`Model.compile, ${option}`, given, names).flatMap((list, output) =>
        // As in Keras, an output that alone has no targets has no metrics either.
        (yTrue[output] === undefined && yTrue.some((shape) => shape !== undefined) ? [] : list).map(
          (identifier) => {
            const metric = makeMetric(identifier, yTrue[output], yPred[output] as BatchShape);
            return { output, name: nameOf(identifier, metric), metric };
          },
        ),
      );
    const plain = make('metrics', this.#given);
    const weighted = make('weightedMetrics', this.#givenWeighted);
    this.tracked = withKeys(names, plain, weighted);
    this.#plain = plain;
    this.#weighted = weighted;
  }

  /** Takes a batch into account. */
  update(
    yTrue: readonly (Tensor | undefined)[],
    yPred: readonly Tensor[],
    sampleWeights: readonly (Tensor | undefined)[],
  ): void {
    for (const { metric, output } of this.#plain ?? [])
      update(metric, yTrue[output], yPred[output] as Tensor);
    for (const { metric, output } of this.#weighted)
      update(metric, yTrue[output], yPred[output] as Tensor, sampleWeights[output]);
  }

  /** Their state. */
  get variables(): Variable[] {
    return this.tracked.flatMap(({ metric }) => [...metric.variables]);
  }

  /** Forgets all batches. */
  reset(): void {
    for (const { metric } of this.tracked) metric.resetState();
  }

  /** Frees the state of the metrics that were made here, from names and functions. */
  dispose(): void {
    const given = new Set([this.#given, this.#givenWeighted].flatMap((one) => Object.values(one).flat()));
    for (const { metric } of this.tracked) if (!given.has(metric)) metric.dispose();
  }
}

function update(metric: Metric, yTrue: Tensor | undefined, yPred: Tensor, weights?: Tensor): void {
  if (yTrue === undefined)
    throw new ValueError('Model.fit', `targets for metric '${metric.name}'`, 'none', 'Give y.');
  // As in Keras, a mask that reached the output counts for these alone, weighted or not.
  if (metric instanceof MeanMetricWrapper) metric.updateState(yTrue, yPred, weights, maskOf(yPred));
  else if (weights === undefined) metric.updateState(yTrue, yPred);
  else metric.updateState(yTrue, yPred, weights);
}

/** Keys as Keras makes them: the output's name where there are several; repeated names are numbered. */
function withKeys(
  names: readonly string[],
  plain: readonly OutputMetric[],
  weighted: readonly OutputMetric[],
): TrackedMetric[] {
  const counts = new Map<string, number>();
  const prefix = (output: number): string => (names.length > 1 ? `${names[output]}_` : '');
  const numbered = (name: string): string => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  };
  const first = plain.map(({ name, metric, output }) => ({ key: numbered(prefix(output) + name), metric }));
  const second = weighted.map(({ name, metric, output }) => {
    const own = prefix(output) + name;
    return { key: numbered(counts.has(own) ? `${prefix(output)}weighted_${name}` : own), metric };
  });
  return [...first, ...second];
}

function spread(where: string, given: MetricsOption, names: readonly string[]): MetricIdentifier[][] {
  const list = (entry: unknown): MetricIdentifier[] =>
    entry === null || entry === undefined ? [] : ([entry].flat() as MetricIdentifier[]);
  if (names.length === 1) return [Object.values(given).flatMap(list)];
  if (Array.isArray(given) && given.length === 0) return names.map(() => []);
  return perOutput<unknown>(where, given, names).map(list);
}

/** Names whose class depends on the shapes of targets and predictions. */
function shapedKind(identifier: unknown): 'accuracy' | 'crossentropy' | undefined {
  if (typeof identifier !== 'string') return undefined;
  const name = identifier.toLowerCase();
  if (name === 'accuracy' || name === 'acc') return 'accuracy';
  return name === 'crossentropy' || name === 'ce' ? 'crossentropy' : undefined;
}

/** The name in the logs, in Keras's spelling: as given where that is it (`mse`, `AUC`), but not `meanSquaredError`. */
function nameOf(identifier: MetricIdentifier, metric: Metric): string {
  return typeof identifier === 'string' && !/^[a-z].*[A-Z]/.test(identifier) ? identifier : metric.name;
}

function makeMetric(identifier: MetricIdentifier, yTrue: BatchShape | undefined, yPred: BatchShape): Metric {
  const kind = shapedKind(identifier);
  if (kind === undefined) return resolveMetric(identifier);
  const choose = kind === 'accuracy' ? accuracyFor : crossentropyFor;
  return resolveMetric(choose(yTrue ?? yPred, yPred) as MetricName);
}

function resolveMetric(identifier: MetricIdentifier): Metric {
  if (typeof identifier === 'function') return new MeanMetricWrapper(identifier);
  if (identifier instanceof Metric) return identifier;
  return resolve('metric', identifier, 'Model.compile');
}

const UP = /(Accuracy|AUC|Precision|Recall|Score|IoU|Similarity|Correlation|Sensitivity|Specificity)$/;
const DOWN = /(Error|[Cc]rossentropy|Hinge|KLDivergence|Poisson)$/;

/** Which way a metric gets better, by its class; `undefined` where Keras does not say either. */
export function directionOf({ className }: Metric): 'up' | 'down' | undefined {
  if (DOWN.test(className)) return 'down';
  return UP.test(className) ? 'up' : undefined;
}
