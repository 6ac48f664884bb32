/** What traces freeze into their plans though no signature shows it, such as whether a weight is trainable. */

import { active } from './active.ts';

/** A value that may be changed. A plan serves while all settings that its trace read are as they were. */
export class Setting<T> {
  #now: T;

  constructor(value: T) {
    this.#now = value;
  }

  /** The value, on which the trace under way depends from now on. */
  get value(): T {
    active.tracer?.depends(this);
    return this.#now;
  }

  set value(value: T) {
    if (Object.is(value, this.#now)) return;
    this.#now = value;
    active.changes++;
  }

  /** The value, for comparison with what a trace has read. */
  get now(): T {
    return this.#now;
  }
}
