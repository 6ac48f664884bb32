/** Promises of any library and realm: what has `then` is waited for. */

/** Whether a value is to be waited for. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** Lets a promise go that nobody will wait for: its rejection must not end the process. */
export function forget(promise: PromiseLike<unknown>): void {
  promise.then(undefined, () => {});
}

/** What a promise settles with, unless the signal is aborted before: then its reason. */
export function untilAborted<T>(waiting: PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal?.reason);
    const settle =
      <Value>(how: (value: Value) => void) =>
      (value: Value): void => {
        signal?.removeEventListener('abort', abort);
        how(value);
      };
    waiting.then(settle(resolve), settle(reject));
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort);
  });
}
