/** What a model shows to the rest of the library alone: kept beside it, so that a subclass may have fields of any name. */

import type { CompiledModel } from './compiled.ts';
import type { ModelGraph } from './graph.ts';
import type { Model } from './model.ts';

/** The inside of a model. */
export interface Internals {
  /** The graph, if the model was drawn. */
  readonly graph: ModelGraph | undefined;
  /** Whether inputs and outputs were given as lists. */
  readonly takesList: boolean;
  readonly givesList: boolean;
  /** What `compile` made. */
  readonly compiled: CompiledModel | undefined;
}

const readers = new WeakMap<object, () => Internals>();

/** Keeps what reads the inside of a model. */
export function showInternals(model: object, read: () => Internals): void {
  readers.set(model, read);
}

/** The inside of a model now. */
export function internalsOf(model: object): Internals {
  return (readers.get(model) as () => Internals)();
}

/** Whether a layer is a model. */
export function isModel(layer: object): layer is Model {
  return readers.has(layer);
}
