/** Node, Deno and Bun: modules from the files beside this one, workers from `node:worker_threads`. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { compileEmbedded } from './embedded.ts';
import type { Platform, Variant } from './platform.ts';

export const platform: Platform = {
  name: 'node',
  mayWait: true,
  module(variant: Variant): WebAssembly.Module | undefined {
    try {
      return new WebAssembly.Module(readFileSync(new URL(`../wasm/${variant}.wasm`, import.meta.url)));
    } catch {
      return variant === 'simd128' ? compileEmbedded() : undefined;
    }
  },
  fetchModule: (variant) => Promise.resolve(platform.module(variant)),
  defaultThreads: () => Math.min(availableParallelism(), 8),
  maximumThreads: () => availableParallelism(),
  startWorker(source, message) {
    const worker = new Worker(source, { eval: true, execArgv: [], stdout: false, stderr: false });
    worker.unref();
    worker.postMessage(message);
    return { terminate: () => void worker.terminate() };
  },
};
