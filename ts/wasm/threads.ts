/** The workers of the thread pool: started by the first work that is worth it, never waited for. */

import type { Platform, PoolWorker } from '../platform/platform.ts';
import type { DoorExports } from './exports.ts';

/** Threads of one instance. */
export class ThreadPool {
  readonly #platform: Platform;
  readonly #module: WebAssembly.Module;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: DoorExports;
  readonly #stackBytes: number;
  /** Threads, the caller included. */
  readonly threads: number;
  #workers: PoolWorker[] | undefined;

  constructor(
    platform: Platform,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    exports: DoorExports,
    threads: number,
    stackBytes: number,
  ) {
    this.#platform = platform;
    this.#module = module;
    this.#memory = memory;
    this.#exports = exports;
    this.threads = threads;
    this.#stackBytes = stackBytes;
    exports.pool_prepare?.(threads, platform.mayWait);
  }

  /** Starts the workers, once: the engine calls it after the first program that could have used them. They take chunks as soon as they have checked in. */
  start(): void {
    if (this.#workers !== undefined) return;
    this.#workers = [];
    for (let worker = 1; worker < this.threads; worker++) {
      const started = this.#platform.startWorker?.(WORKER_SOURCE, {
        module: this.#module,
        memory: this.#memory,
        worker,
        stackBytes: this.#stackBytes,
      });
      if (started === undefined) return;
      this.#workers.push(started);
    }
  }

  /** Workers that have checked in. */
  checkedIn(): number {
    return this.#exports.pool_workers?.() ?? 0;
  }

  /** Chunks that a thread has executed; the caller is 0. */
  executed(thread: number): number {
    return this.#exports.pool_chunks?.(thread) ?? 0;
  }

  /** Ends the workers. */
  end(): void {
    this.#exports.pool_end?.();
    for (const worker of this.#workers ?? []) worker.terminate();
    this.#workers = [];
  }
}

/**
 * What a worker does with its message, self-contained: it becomes a Blob or an evaluated string, to which the platform adds how
 * its workers listen. A worker that traps says so to the pool, which else would wait for its chunk for ever.
 */
const WORKER_SOURCE = `
const begin = ({ module, memory, worker, stackBytes }) => {
  const imports = {};
  for (const entry of WebAssembly.Module.imports(module))
    (imports[entry.module] ??= {})[entry.name] = entry.kind === 'memory' ? memory : () => performance.now();
  const { exports } = new WebAssembly.Instance(module, imports);
  exports.__wbindgen_start?.(stackBytes);
  try {
    exports.pool_work(worker);
  } catch {
    exports.pool_fail();
  }
};
`;
