/** The steps of a compiled model: each is one plan, replayed once a batch. */

import { valueAndGradients } from '../autodiff/gradients.ts';
import { UnsupportedError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { sum } from '../ops/reduction/sum.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { compile } from '../plan/compile.ts';
import { active, type Tape } from '../tensor/active.ts';
import { scope } from '../tensor/scope.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import type { Batch } from './batches.ts';
import type { CompileLoss } from './compile-loss.ts';
import type { CompileMetrics } from './compile-metrics.ts';
import type { LossTracker } from './loss-tracker.ts';

/** What a step needs of the model. */
export interface SteppedModel {
  readonly where: string;
  readonly trainableWeights: Variable[];
  readonly weights: Variable[];
  readonly losses: Tensor[];
  _clearLosses(): void;
}

/** What a step needs of `compile`. */
export interface StepParts {
  /** Outputs as a list. */
  readonly forward: (inputs: readonly Tensor[], training: boolean) => Tensor[];
  readonly optimizer: Optimizer;
  readonly loss: CompileLoss | undefined;
  readonly metrics: CompileMetrics;
  readonly tracker: LossTracker;
  readonly runEagerly: boolean;
}

type StepArguments = [x: Batch['x'], y: Batch['y'], weights: Batch['weights']];
type StepFunction = (...args: StepArguments) => void;

/** The three steps, planned at their first use with every new shape. */
export class Steps {
  readonly #train: Planned<StepArguments, void>;
  readonly #test: Planned<StepArguments, void>;

  constructor(model: SteppedModel, parts: StepParts) {
    const train: StepFunction = (x, y, weights) => {
      trainStep(model, parts, { x, y, weights, size: x[0]?.shape[0] ?? 0 });
    };
    const test: StepFunction = (x, y, weights) => {
      testStep(model, parts, { x, y, weights, size: x[0]?.shape[0] ?? 0 });
    };
    this.#train = planned(train, `${model.where}.fit`, parts.runEagerly);
    this.#test = planned(test, `${model.where}.evaluate`, parts.runEagerly);
  }

  /** Forward, losses, gradients, optimizer (with constraints) and metrics. */
  train({ x, y, weights }: Batch): void {
    this.#train(x, y, weights);
  }

  /** Forward, losses and metrics. */
  test({ x, y, weights }: Batch): void {
    this.#test(x, y, weights);
  }

  /** Gives the memory of the plans back. */
  dispose(): void {
    this.#train.dispose?.();
    this.#test.dispose?.();
  }
}

/** A function that may hold memory of plans. */
export interface Planned<Arguments extends readonly unknown[], Result> {
  (...args: Arguments): Result;
  /** Gives that memory back. */
  dispose?(): void;
}

/** A function as one plan; or, to be looked into, as it is. */
export function planned<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  name: string,
  runEagerly: boolean,
): Planned<Arguments, Result> {
  return runEagerly ? (...args) => scope(() => fn(...args)) : compile(fn, { name });
}

function trainStep(model: SteppedModel, parts: StepParts, batch: Batch): void {
  const { optimizer } = parts;
  const trainable = model.trainableWeights;
  const { gradients, auxiliary } = valueAndGradients(() => {
    const loss = lossOf(model, parts, batch, true);
    return [optimizer.scaleLoss(loss.total), loss] as const;
  }, trainable);
  if (trainable.length > 0) optimizer.applyGradients(gradients, trainable);
  accumulate(parts, batch, auxiliary);
}

function testStep(model: SteppedModel, parts: StepParts, batch: Batch): void {
  accumulate(parts, batch, lossOf(model, parts, batch, false));
}

interface StepLoss {
  readonly total: Tensor;
  readonly predictions: Tensor[];
  /** The loss of each output, before weights. */
  readonly each: (Tensor | undefined)[];
}

/** The compiled models whose first step has been watched. */
const watched = new WeakSet<StepParts>();

/**
 * Calls a model, and warns of weights that its layers use and that it does not know: nothing would train or save
 * them, and nothing else would tell.
 */
function watching(model: SteppedModel, forward: () => Tensor[]): Tensor[] {
  const used = new Set<Variable>();
  const watch: Tape = { read: (variable) => void used.add(variable), record: () => {} };
  const { tapes } = active;
  active.tapes = [...tapes, watch];
  try {
    return forward();
  } finally {
    active.tapes = tapes;
    const known = new Set(model.weights);
    const lost = [...used].filter((variable) => variable.trainable && !known.has(variable));
    if (lost.length > 0)
      console.warn(
        `${model.where}.fit: ${lost.map(({ name }) => `'${name}'`).join(', ')}: used, but no weights of the model: neither trained nor saved. Keep them in fields that are not private, or call track(layer).`,
      );
  }
}

function lossOf(model: SteppedModel, parts: StepParts, batch: Batch, training: boolean): StepLoss {
  const { loss } = parts;
  model._clearLosses();
  const forward = (): Tensor[] => parts.forward(batch.x, training);
  const predictions = training && !watched.has(parts) ? watching(model, forward) : forward();
  watched.add(parts);
  const computed = loss?.compute(batch.y, predictions, batch.weights);
  let total = computed?.total;
  for (const extra of model.losses) {
    const value = extra.rank === 0 ? extra : sum(extra);
    total = total === undefined ? value : add(total, value);
  }
  // Symbols of this trace must not be found by anyone who asks for losses later.
  model._clearLosses();
  if (total === undefined)
    throw new UnsupportedError(
      model.where,
      'a loss to minimise',
      'none',
      'Give compile a loss, or call addLoss in a layer.',
    );
  return { total, predictions, each: computed?.each ?? [] };
}

function accumulate(
  { tracker, metrics, loss }: StepParts,
  { y, weights, size }: Batch,
  { total, predictions, each }: StepLoss,
): void {
  tracker.update(total, size);
  loss?.trackers.forEach((one, index) => {
    const value = each[index];
    if (one !== undefined && value !== undefined) one.update(value, size);
  });
  metrics.update(y, predictions, weights);
}
