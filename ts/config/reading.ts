/** What holds while a config is read, which nobody passes on: the objects that names stand for. */

import { DataError } from '../errors.ts';
import type { checked } from './kinds.ts';

/** Classes, functions and instances by the names in a config. */
export type CustomObjects = Readonly<Record<string, unknown>>;

/** What holds while a config is read. */
interface Reading {
  /** The user's own. */
  readonly own: CustomObjects;
  /** The layers and models of oxigrad. */
  readonly known: CustomObjects;
  /** Makes a layer of its config: where a layer stands in for something else, which knows no layers. */
  readonly layerFrom: ((value: unknown, where: string) => unknown) | undefined;
  /** What errors advise where a name stands for nothing. */
  readonly remedy: string | undefined;
  /** Makes one that is known of a config, and checks it. */
  readonly checked: typeof checked | undefined;
  /** Whether the weights come with it, so that nobody needs first values. */
  readonly hasWeights: boolean;
}

let current: Reading = {
  own: {},
  known: {},
  layerFrom: undefined,
  remedy: undefined,
  checked: undefined,
  hasWeights: false,
};

/** What holds now. */
export function reading(): Reading {
  return current;
}

/** Levels of lists and objects in a config: a model inside of a model takes four. */
const DEEPEST = 200;

/** Reads a config: what `added` says holds for everything inside. */
export function whileReading<Result>(added: Partial<Reading>, body: () => Result): Result {
  const outer = current;
  current = { ...outer, ...added, own: { ...outer.own, ...added.own } };
  try {
    return body();
  } finally {
    current = outer;
  }
}

/** Throws a {@link DataError} for a config with more levels than any model has, before something descends into it. */
export function checkDepth(where: string, config: unknown): void {
  let level = new Set([config]);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > DEEPEST)
      throw new DataError(
        where,
        `a config of at most ${DEEPEST} levels`,
        'more, or one that contains itself',
      );
    const next = new Set<unknown>();
    for (const value of level)
      if (typeof value === 'object' && value !== null)
        for (const inner of Object.values(value)) if (typeof inner === 'object') next.add(inner);
    level = next;
  }
}
