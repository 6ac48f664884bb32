/** What differs between runtimes; each has a preset of this shape, chosen by the package's `imports`. */

/** The four builds of the core. */
export type Variant = 'simd128' | 'relaxed' | 'simd128-threads' | 'relaxed-threads';

/** A worker that takes part in the thread pool. */
export interface PoolWorker {
  /** Ends it at once. */
  terminate(): void;
}

/** What the pool's workers are given. */
export interface WorkerMessage {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** The worker's number, from 1. */
  readonly worker: number;
  /** Bytes of its stack. */
  readonly stackBytes: number;
}

/** Whole files. */
export interface PlatformFiles {
  /** The bytes of a file. */
  read(path: string | URL): Uint8Array;
  /** Replaces a file: it holds the old bytes or the new ones, whatever happens. */
  write(path: string | URL, bytes: Uint8Array): void;
}

/** A runtime. */
export interface Platform {
  /** Its name, for errors and reports. */
  readonly name: 'node' | 'browser' | 'edge';
  /** Whether the relaxed build is faster here than simd128; where nothing is known, it is. */
  relaxedPays?(): boolean;
  /** The module of a build, synchronously; `undefined` where this runtime cannot get it so. */
  module(variant: Variant): WebAssembly.Module | undefined;
  /** The module of a build, fetched if need be. Rejects with an Error that says where it looked and what it found. */
  fetchModule(variant: Variant, url?: string): Promise<WebAssembly.Module>;
  /** Threads used when the user says nothing, the caller included. */
  defaultThreads(): number;
  /** The most threads that make sense. */
  maximumThreads(): number;
  /**
   * Starts a worker that calls `begin`, which `source` defines, with the message; `undefined` where there are none. It must
   * neither keep the process alive nor disturb it when it cannot start.
   */
  startWorker?(source: string, message: WorkerMessage): PoolWorker | undefined;
  /** Files, where there are any; both throw what the file system throws. */
  readonly files?: PlatformFiles;
  /** Whether the caller may sleep (a browser's main thread may not). */
  readonly mayWait: boolean;
}
