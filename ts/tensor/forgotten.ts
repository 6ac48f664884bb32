/**
 * Freeing the WebAssembly memory of what was forgotten: the garbage collector of JavaScript does not see that memory.
 * A backstop only, since it takes a turn of the event loop and never fires inside a synchronous loop.
 */

import { engine } from '../wasm/engine.ts';

/** What holds memory until it is disposed of. */
export interface Disposable {
  dispose(): void;
}

const registry =
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : new FinalizationRegistry<Disposable>((memory) => memory.dispose());

/**
 * JavaScript memory for each owner of much, never touched: the collector counts it, and so comes in time. Less than a
 * megabyte comes from pages that an allocator has at hand, and would be written with zeros; this much is new to the
 * process, and takes nothing of the machine's memory before somebody touches it.
 */
const ballast = new WeakMap<object, ArrayBuffer>();
const MUCH = 1 << 20;

/** Collectors come about every 64 MB: where less than this can be had in all, what is taken weighs more. */
const ROOMY = 2 ** 29;

/** What was taken since the event loop last had a turn, in which what was forgotten can be freed. */
let taken = 0;

/** Disposes of `memory` (of so many bytes) when nobody has `owner` any more; it must not lead to it. */
export function disposeWhenForgotten(owner: object, memory: Disposable, bytes: number): void {
  if (registry === undefined) return;
  registry.register(owner, memory, owner);
  if (bytes < MUCH) return;
  const weight = Math.ceil(bytes * Math.max(1, ROOMY / engine().instance.limit));
  taken += weight;
  try {
    ballast.set(owner, new ArrayBuffer(weight));
  } catch {
    // A runtime that has no room for it collects by its own clock.
  }
}

/** The memory of `owner` was disposed of. */
export function disposed(owner: object): void {
  registry?.unregister(owner);
  ballast.delete(owner);
}

/** Whether so much was taken since this last said so that the event loop should have a turn. */
export function shouldLetGo(): boolean {
  const should = taken > ROOMY / 8;
  if (should) taken = 0;
  return should;
}

/** Whether most of the memory that there is is taken, so that it pays to wait for the collector. */
export function isShort(): boolean {
  const { liveBytes, instance } = engine();
  return liveBytes > instance.limit / 2;
}
