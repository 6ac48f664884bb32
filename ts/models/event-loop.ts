/** Giving way to the event loop by elapsed time, so that a page stays responsive while it trains. */

import { isShort } from '../tensor/forgotten.ts';

/** Milliseconds that training may hold the thread: one frame of a screen. */
const HOLD_MS = 16;

interface HostTimers {
  readonly setImmediate?: (callback: () => void) => unknown;
}

/** Resolves after other tasks had their turn; not throttled as timers are. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    try {
      const { setImmediate } = globalThis as HostTimers;
      if (setImmediate !== undefined) return void setImmediate(resolve);
      if (typeof MessageChannel !== 'undefined') {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          resolve();
        };
        return port2.postMessage(undefined);
      }
    } catch {
      // Next defines both in its edge routes, but they throw.
    }
    setTimeout(resolve, 0);
  });
}

/** Turns of the event loop, a few milliseconds each, that a collector under way needs at most. */
const COLLECTION_TURNS = 100;

/** Lets what was forgotten be freed: one turn of the event loop, and more while memory is short. */
export async function letGo(): Promise<void> {
  await nextTask();
  for (let turn = 0; turn < COLLECTION_TURNS && isShort(); turn++)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Gives way when it has held the thread for long enough. */
export class Pacer {
  #last = performance.now();

  /** Whether it is time; then `await nextTask()` and {@link rested}. */
  get due(): boolean {
    return performance.now() - this.#last > HOLD_MS;
  }

  /** Other tasks had their turn. */
  rested(): void {
    this.#last = performance.now();
  }

  /** Waits for other tasks. */
  async rest(): Promise<void> {
    await nextTask();
    this.rested();
  }
}
