// Steps of a data pipeline, written once and run synchronously or asynchronously: a stage is a generator that yields
// its elements, and a Wait wherever a promise has to settle before it can go on.
import { StateError } from '../errors.ts';
import { currentSequence } from '../ops/random/seed.ts';
import { isPromise } from '../tensor/promise.ts';

/** A promise that a stage cannot go on without, and how it settled. */
export class Wait {
  readonly #promise: PromiseLike<unknown>;
  #outcome: (() => unknown) | undefined;

  constructor(promise: PromiseLike<unknown>) {
    this.#promise = promise;
  }

  /** Waits; never rejects. */
  async settle(): Promise<void> {
    try {
      const value = await this.#promise;
      this.#outcome = () => value;
    } catch (error) {
      this.#outcome = () => {
        throw error;
      };
    }
  }

  /** What the promise was fulfilled with; throws what it was rejected with. */
  result(): unknown {
    return this.#outcome?.();
  }
}

/** A running step of a pipeline. */
export type Stage<T> = Generator<T | Wait, void, unknown>;

/** Starts a step; pipelines that run asynchronously may work ahead. */
export type OpenStage<T> = (isAsync: boolean) => Stage<T>;

/** What {@link pull} returns at the end. */
export const END: unique symbol = Symbol('end');

/** The value, or that of the promise. */
export function* settled<T>(value: T | PromiseLike<T>): Generator<Wait, T, unknown> {
  if (!isPromise(value)) return value as T;
  const wait = new Wait(value);
  yield wait;
  return wait.result() as T;
}

/** The next element of a stage. */
export function* pull<T>(stage: Stage<T>): Generator<Wait, T | typeof END, unknown> {
  for (;;) {
    const { done, value } = stage.next();
    if (done === true) return END;
    if (!(value instanceof Wait)) return value;
    yield value;
  }
}

/** Ends a stage early, so that its source is closed. */
export function* close(stage: Stage<unknown>): Generator<Wait, void, unknown> {
  let step = stage.return();
  while (step.done !== true) {
    if (step.value instanceof Wait) yield step.value;
    step = stage.next();
  }
}

/** The elements of a stage; throws where it has to wait for a promise. */
export function* runSync<T>(open: OpenStage<T>): Generator<T, void, unknown> {
  const stage = open(false);
  try {
    for (let step = stage.next(); step.done !== true; step = stage.next()) {
      if (!(step.value instanceof Wait)) {
        yield step.value;
        continue;
      }
      // Nobody will look at the promise any more: a later rejection must not end the process.
      void step.value.settle();
      const remedy = 'Use for await (… of dataset).';
      throw new StateError(
        'Dataset',
        'synchronous steps in for (… of dataset)',
        'a step that returned a promise',
        remedy,
      );
    }
  } finally {
    for (const wait of close(stage)) void wait.settle();
  }
}

/** The elements of a stage, waiting for promises. Calls of `next` may overlap; they are served in order. */
export function runAsync<T>(open: OpenStage<T>): AsyncIterableIterator<T> {
  const stage = open(true);
  // Steps draw for whoever reads, who may long be doing something else when a promise settles.
  const sequence = currentSequence();
  let last: Promise<unknown> = Promise.resolve();
  const enqueue = <R>(work: () => Promise<R>): Promise<R> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  const next = async (): Promise<IteratorResult<T, undefined>> => {
    for (;;) {
      const { done, value } = sequence.within(() => stage.next());
      if (done === true) return { done: true, value: undefined };
      if (!(value instanceof Wait)) return { done: false, value };
      await value.settle();
    }
  };
  const end = async (): Promise<IteratorResult<T, undefined>> => {
    for (const wait of close(stage)) await wait.settle();
    return { done: true, value: undefined };
  };
  return {
    next: () => enqueue(next),
    return: () => enqueue(end),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
