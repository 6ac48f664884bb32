/**
 * Scopes: eager operations inside one keep their results in WebAssembly memory, and all of it is freed when
 * the scope ends, but what it returns. Outside any scope results are ordinary JavaScript arrays.
 */

import { checkFunction, StateError } from '../errors.ts';
import { active } from './active.ts';
import { companionOf } from './companions.ts';
import { isPlainObject } from './plain.ts';
import { forget, isPromise } from './promise.ts';
import type { Storage, StorageOwner } from './storage.ts';
import { isTraced, Tensor } from './tensor.ts';

/** One open scope. */
export class Scope implements StorageOwner {
  readonly #storages = new Set<Storage>();
  readonly parent: Scope | undefined;

  constructor(parent: Scope | undefined) {
    this.parent = parent;
  }

  /** Makes the scope the owner of a storage's WebAssembly memory. */
  add(storage: Storage): void {
    this.#storages.add(storage);
    storage.owner = this;
  }

  /** Forgets a storage. */
  delete(storage: Storage): void {
    this.#storages.delete(storage);
  }

  /**
   * Frees all but what the kept tensors need: that goes to the parent, or into JavaScript arrays. While a tape records
   * everything goes to the parent, since a gradient may ask for it.
   */
  end(kept: readonly Tensor[]): void {
    const { parent } = this;
    if (parent !== undefined && active.tapes.length > 0) {
      for (const storage of this.#storages) parent.add(storage);
      return;
    }
    try {
      for (const { source } of kept) {
        if (isTraced(source) || source.owner !== this) continue;
        this.#storages.delete(source);
        if (parent !== undefined) parent.add(source);
        else source.toHost();
      }
    } finally {
      for (const storage of [...this.#storages]) storage.unstage();
    }
  }
}

let innermost: Scope | undefined;

/** The innermost open scope. */
export function currentScope(): Scope | undefined {
  return innermost;
}

/**
 * Runs `body`; when it returns, frees the tensors that eager operations made in it, except those it returns
 * (alone, or in arrays and plain objects). Scopes nest. `body` must be synchronous: a promise throws a
 * {@link StateError}, since no scope may stay open across an `await`.
 */
export function scope<T>(body: () => T): T {
  checkFunction('scope', body);
  const own = new Scope(innermost);
  innermost = own;
  let kept: Tensor[] = [];
  try {
    const result = body();
    if (isPromise(result)) {
      forget(result);
      throw new StateError(
        'scope',
        'a synchronous function',
        'one that returned a promise',
        'Await outside, and open a scope for each synchronous part.',
      );
    }
    kept = tensorsIn(result);
    // The list grows as it is walked: companions may have companions.
    for (const tensor of kept) {
      const companion = companionOf(tensor);
      if (companion !== undefined && !kept.includes(companion)) kept.push(companion);
    }
    return result;
  } finally {
    innermost = own.parent;
    own.end(kept);
  }
}

/** The tensors in a value: itself, or in its arrays and plain objects, at any depth. */
export function tensorsIn(value: unknown, found: Tensor[] = [], seen: Set<object> = new Set()): Tensor[] {
  if (value instanceof Tensor) found.push(value);
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !seen.has(value)) {
    seen.add(value);
    if (Array.isArray(value)) {
      for (const item of value) tensorsIn(item, found, seen);
    } else if (isPlainObject(value)) {
      for (const item of Object.values(value)) tensorsIn(item, found, seen);
    }
  }
  return found;
}
