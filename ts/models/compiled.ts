/** What `model.compile` makes: optimizer, losses, metrics, and the steps that use them. */

import type { BatchShape } from '../layers/keras-tensor.ts';
import { resolve } from '../layers/names.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Variable } from '../tensor/variable.ts';
import { CompileLoss } from './compile-loss.ts';
import { CompileMetrics } from './compile-metrics.ts';
import { LossTracker } from './loss-tracker.ts';
import type { CompileModelOptions, Logs } from './options.ts';
import { type StepParts, type SteppedModel, Steps } from './steps.ts';

/** A compiled model's own part of training. */
export class CompiledModel {
  readonly options: CompileModelOptions;
  readonly optimizer: Optimizer;
  readonly loss: CompileLoss | undefined;
  readonly metrics: CompileMetrics;
  readonly tracker: LossTracker;
  readonly steps: Steps;
  /** The names of the model's outputs, once built. */
  outputNames: readonly string[] = [];
  #builtFor: unknown;
  /** What gives the value of each key of the logs. */
  #values: Map<string, () => number>;

  constructor(model: SteppedModel, forward: StepParts['forward'], options: CompileModelOptions) {
    const { optimizer = 'rmsprop', loss, lossWeights, metrics = [], weightedMetrics = [] } = options;
    this.options = options;
    this.optimizer = resolve('optimizer', optimizer, 'Model.compile');
    this.loss = loss === undefined ? undefined : new CompileLoss(loss, lossWeights);
    this.metrics = new CompileMetrics(metrics, weightedMetrics);
    this.tracker = new LossTracker('loss');
    this.steps = new Steps(model, {
      forward,
      optimizer: this.optimizer,
      loss: this.loss,
      metrics: this.metrics,
      tracker: this.tracker,
      runEagerly: options.runEagerly ?? false,
    });
    this.#values = this.#readers();
  }

  /** Whether it was built for these layers: the graph, or the places where they are. */
  isBuiltFor(layers: unknown): boolean {
    return this.#builtFor !== undefined && this.#builtFor === layers;
  }

  /** Makes everything that depends on shapes: losses and metrics by output, the optimizer's slots. */
  build(
    names: readonly string[],
    targets: readonly (BatchShape | undefined)[],
    outputs: readonly BatchShape[],
    weights: readonly Variable[],
    layers: unknown,
  ): void {
    this.loss?.build(names);
    this.metrics.build(names, targets, outputs);
    this.optimizer.build(weights);
    this.outputNames = names;
    this.#values = this.#readers();
    this.#builtFor = layers;
  }

  /** The keys of the logs, in their order. */
  get keys(): string[] {
    return [...this.#values.keys()];
  }

  /** The mean of the loss, then those of each output, where there are several. */
  get #trackers(): LossTracker[] {
    return [this.tracker, ...(this.loss?.trackers ?? [])].filter((one) => one !== undefined);
  }

  #readers(): Map<string, () => number> {
    return new Map([
      ...this.#trackers.map((tracker) => [tracker.name, () => tracker.result()] as const),
      ...this.metrics.tracked.map(({ key, metric }) => [key, () => metric.result().item()] as const),
    ]);
  }

  /** All values now. */
  logs(): Logs {
    return Object.fromEntries(Array.from(this.#values, ([key, read]) => [key, read()]));
  }

  /** Logs whose values are read when they are looked at, and kept from then on. */
  lazyLogs(): Logs {
    const logs: Logs = {};
    for (const [key, read] of this.#values)
      Object.defineProperty(logs, key, {
        enumerable: true,
        configurable: true,
        get: () => {
          const value = read();
          Object.defineProperty(logs, key, { value, enumerable: true, writable: true, configurable: true });
          return value;
        },
      });
    return logs;
  }

  /** Frees plans and means, and what was made from names: optimizer (unless the next takes it over) and metrics. */
  dispose(next?: CompiledModel): void {
    this.steps.dispose();
    this.metrics.dispose();
    if (this.optimizer !== this.options.optimizer && this.optimizer !== next?.optimizer)
      this.optimizer.dispose();
    for (const { variables } of this.#trackers) for (const variable of variables) variable.dispose();
  }

  /** Forgets all batches. */
  reset(): void {
    for (const tracker of this.#trackers) tracker.reset();
    this.metrics.reset();
  }
}
