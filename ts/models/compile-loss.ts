/** The loss of a model: one a output, weighted and summed (keras.src.trainers.compile_utils.CompileLoss). */

import { show, ValueError } from '../errors.ts';
import { maskOf } from '../layers/call.ts';
import { resolve } from '../layers/names.ts';
import { Loss, LossFunctionWrapper } from '../losses/loss.ts';
import type { LossIdentifier } from '../losses/names.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { isPlainObject } from '../tensor/plain.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { LossTracker } from './loss-tracker.ts';
import { byName, type PerOutput, perOutput } from './outputs.ts';

const where = 'Model.compile, loss';

/** The losses of the outputs. */
export class CompileLoss {
  readonly #given: PerOutput<LossIdentifier>;
  readonly #weights: PerOutput<number> | undefined;
  #losses: readonly (Loss | undefined)[] | undefined;
  #factors: readonly (number | undefined)[] = [];
  /** One a output that has a loss, where there are several. */
  trackers: readonly (LossTracker | undefined)[] = [];

  constructor(given: PerOutput<LossIdentifier>, weights: PerOutput<number> | undefined) {
    this.#given =
      isSerialized(given) || !(Array.isArray(given) || isPlainObject(given))
        ? resolveLoss(given as LossIdentifier)
        : mapEach(given as PerOutput<LossIdentifier>);
    this.#weights = weights;
    for (const weight of weights === undefined ? [] : values(weights))
      if (weight !== null && weight !== undefined && !Number.isFinite(weight))
        throw new ValueError('Model.compile, lossWeights', 'finite numbers', show(weight));
  }

  /** Which outputs do without a loss; by position, where they have no names yet. */
  without(names?: readonly string[]): boolean[] | undefined {
    const given: unknown = this.#given;
    if (Array.isArray(given)) return given.map((loss) => loss === undefined);
    return isPlainObject(given) && names !== undefined
      ? byName(where, given, names).map((loss) => loss === undefined)
      : undefined;
  }

  /** Assigns losses to outputs, once their number and names are known. */
  build(names: readonly string[]): void {
    if (this.#losses !== undefined) return;
    const losses = spread<LossIdentifier>(where, this.#given, names) as (Loss | undefined)[];
    this.#factors =
      this.#weights === undefined
        ? names.map(() => undefined)
        : spread<number>('Model.compile, lossWeights', this.#weights, names);
    const several = losses.filter((loss) => loss !== undefined).length > 1;
    this.trackers = losses.map((loss, index) =>
      several && loss !== undefined ? new LossTracker(`${names[index]}_loss`) : undefined,
    );
    this.#losses = losses;
  }

  /** The weighted sum of all losses, and each before its weight; `undefined` where no output has one. */
  compute(
    yTrue: readonly (Tensor | undefined)[],
    yPred: readonly Tensor[],
    sampleWeights: readonly (Tensor | undefined)[],
  ): { total: Tensor | undefined; each: (Tensor | undefined)[] } {
    let total: Tensor | undefined;
    const each = (this.#losses ?? []).map((loss, index) => {
      if (loss === undefined) return undefined;
      const target = yTrue[index];
      if (target === undefined)
        throw new ValueError('Model.fit', `targets for output ${index}, which has a loss`, 'none', 'Give y.');
      const prediction = yPred[index] as Tensor;
      const value = loss.apply(target, prediction, sampleWeights[index], maskOf(prediction));
      const factor = this.#factors[index];
      const weighted = factor === undefined ? value : multiply(value, factor);
      total = total === undefined ? weighted : add(total, weighted);
      return value;
    });
    return { total, each };
  }
}

/** A loss as given, by name, or of a function. */
function resolveLoss(given: LossIdentifier): Loss {
  if (typeof given === 'function') return new LossFunctionWrapper(given);
  if (given instanceof Loss) return given;
  if (typeof given === 'string' || isSerialized(given)) return resolve('loss', given, 'Model.compile');
  throw new ValueError(where, 'a name, a Loss or a function', show(given));
}

function mapEach(given: PerOutput<LossIdentifier>): PerOutput<Loss> {
  const one = (loss: unknown): Loss | undefined =>
    loss === null || loss === undefined ? undefined : resolveLoss(loss as LossIdentifier);
  if (Array.isArray(given)) return given.map(one);
  return Object.fromEntries(Object.entries(given).map(([name, loss]) => [name, one(loss)]));
}

function isSerialized(value: unknown): boolean {
  return isPlainObject(value) && 'class_name' in value;
}

function values<T>(given: PerOutput<T>): (T | null | undefined)[] {
  if (Array.isArray(given)) return given;
  return isPlainObject(given) ? (Object.values(given) as T[]) : [given as T];
}

function spread<T>(place: string, given: PerOutput<T>, names: readonly string[]): (T | undefined)[] {
  if (Array.isArray(given) || isPlainObject(given))
    return perOutput<T | null | undefined>(place, given as T[], names).map((entry) => entry ?? undefined);
  return names.map(() => given as T);
}
