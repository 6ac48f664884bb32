/** What a model is busy with: so that loops which share its metrics never interleave. */

import type { MaybePromise } from '../callbacks/callback.ts';
import { StateError } from '../errors.ts';
import { isPromise, untilAborted } from '../tensor/promise.ts';

/** A loop under way. */
interface Loop {
  readonly what: string;
  /** The loop in whose hook it began. */
  readonly outer: Loop | undefined;
  /** Whether it waits for a hook of the user's. */
  isPaused: boolean;
  isOver: boolean;
}

/** Guards the loops of one model. */
export class Busy {
  #loop: Loop | undefined;
  readonly #inner = new Set<Promise<unknown>>();

  /** Throws a {@link StateError} if a loop is under way, unless it waits for a hook of the user's. */
  check(where: string): void {
    if (this.#loop?.isPaused !== true) this.checkIdle(where);
  }

  /** Throws a {@link StateError} if a loop is under way. */
  checkIdle(where: string): void {
    if (this.#loop !== undefined)
      throw new StateError(
        where,
        'a model that is not training or being evaluated',
        `one in the middle of ${this.#loop.what}`,
        `Await ${this.#loop.what} first.`,
      );
  }

  /** Runs a loop that nothing else may interrupt. */
  async while<Result>(what: string, body: () => Promise<Result>): Promise<Result> {
    const loop: Loop = { what, outer: this.#loop, isPaused: false, isOver: false };
    this.#loop = loop;
    const running = body().finally(() => {
      loop.isOver = true;
      // An aborted loop does not wait for those that began in its hooks: they may end after it.
      while (this.#loop?.isOver === true) this.#loop = this.#loop.outer;
      this.#inner.delete(running);
    });
    if (loop.outer !== undefined) this.#inner.add(running);
    return await running;
  }

  /**
   * Runs a hook of the user's, in which the model may be evaluated; ends when such an evaluation has ended too, or when
   * the signal says so.
   */
  async outside(hook: () => MaybePromise, signal: AbortSignal | undefined): Promise<void> {
    const loop = this.#loop as Loop;
    loop.isPaused = true;
    try {
      const waiting = hook();
      if (isPromise(waiting)) await untilAborted(waiting, signal);
    } finally {
      // Whoever started it hears of its errors.
      while (this.#inner.size > 0) await untilAborted(Promise.allSettled(this.#inner), signal);
      loop.isPaused = false;
    }
  }
}
