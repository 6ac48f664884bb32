/** What a model is busy with: so that loops which share its metrics never interleave. */

import type { MaybePromise } from '../callbacks/callback.ts';
import { StateError } from '../errors.ts';

/** Guards the loops of one model. */
export class Busy {
  #with: string | undefined;
  #paused = false;
  readonly #inner = new Set<Promise<unknown>>();

  /** Throws a {@link StateError} if a loop is under way, unless it waits for a hook of the user's. */
  check(where: string): void {
    if (!this.#paused) this.checkIdle(where);
  }

  /** Throws a {@link StateError} if a loop is under way. */
  checkIdle(where: string): void {
    if (this.#with !== undefined)
      throw new StateError(
        where,
        'a model that is not training or being evaluated',
        `one in the middle of ${this.#with}`,
        `Await ${this.#with} first.`,
      );
  }

  /** Runs a loop that nothing else may interrupt. */
  async while<Result>(what: string, body: () => Promise<Result>): Promise<Result> {
    const outer = { with: this.#with, paused: this.#paused };
    this.#with = what;
    this.#paused = false;
    const running = body().finally(() => {
      this.#with = outer.with;
      this.#paused = outer.paused;
      this.#inner.delete(running);
    });
    if (outer.with !== undefined) this.#inner.add(running);
    return await running;
  }

  /** Runs a hook of the user's, in which the model may be evaluated; ends when such an evaluation has ended too. */
  async outside(hook: () => MaybePromise): Promise<void> {
    this.#paused = true;
    try {
      const waiting = hook();
      if (waiting instanceof Promise) await waiting;
    } finally {
      // Whoever started it hears of its errors.
      while (this.#inner.size > 0) await Promise.allSettled(this.#inner);
      this.#paused = false;
    }
  }
}
