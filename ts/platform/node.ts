/**
 * Node, Deno and Bun: modules from the files beside this one, workers from `node:worker_threads`. What is built in is got at
 * the first use: an `import` of `node:fs` alone takes 5 ms of a program's start, that of workers 8.
 */

import { builds } from './builds.ts';
import { compileEmbedded } from './embedded.ts';
import { relaxedPaysInNode } from './engines.ts';
import { fetchBuild } from './fetch.ts';
import { readWhole, writeWhole } from './files.ts';
import type { Platform, Variant } from './platform.ts';

interface BuiltIns {
  'node:fs': typeof import('node:fs');
  'node:os': typeof import('node:os');
  'node:worker_threads': typeof import('node:worker_threads');
}

/** A built-in module. Node before 20.16 has no `getBuiltinModule`: there all works as in browsers, on one thread. */
function builtIn<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] | undefined {
  const host = process as { getBuiltinModule?(name: string): unknown };
  return host.getBuiltinModule?.(name) as BuiltIns[Name] | undefined;
}

/** Where a build lies: beside this module, or in a folder given as a path or a URL. */
function location(variant: Variant, folder?: string): URL | string {
  if (folder === undefined) return builds[variant]();
  const path = `${folder.replace(/\/$/, '')}/${variant}.wasm`;
  return /^(file|https?):/.test(path) ? new URL(path) : path;
}

function moduleBeside(variant: Variant): WebAssembly.Module | undefined {
  try {
    const bytes = builtIn('node:fs')?.readFileSync(location(variant));
    if (bytes !== undefined) return new WebAssembly.Module(bytes);
  } catch {
    // No such file: this module was bundled.
  }
  return variant === 'simd128' ? compileEmbedded() : undefined;
}

/** A worker that cannot start never checks in, and nobody waits for it. */
const ignore = (): void => {};

const cores = (): number => builtIn('node:os')?.availableParallelism() ?? 1;

export const platform: Platform = {
  name: 'node',
  mayWait: true,
  files: { read: readWhole, write: writeWhole },
  relaxedPays: () => relaxedPaysInNode(process.versions),
  module: moduleBeside,
  async fetchModule(variant, folder) {
    const place = location(variant, folder);
    if (place instanceof URL && place.protocol !== 'file:') return fetchBuild(place);
    const { readFileSync } = builtIn('node:fs') ?? (await import('node:fs'));
    try {
      return new WebAssembly.Module(readFileSync(place));
    } catch (error) {
      throw new Error(`${place}: ${String(error)}`);
    }
  },
  defaultThreads: () => Math.min(cores(), 8),
  maximumThreads: cores,
  startWorker(source, message) {
    const threads = builtIn('node:worker_threads');
    if (threads === undefined) return undefined;
    const program = `${source}require('node:worker_threads').parentPort.once('message', begin);`;
    try {
      // Nothing of this process is preloaded there: neither by its arguments, nor by NODE_OPTIONS.
      const alone = { execArgv: [], env: {} };
      const worker = new threads.Worker(program, { eval: true, ...alone, stdout: false, stderr: false });
      worker.on('error', ignore);
      worker.unref();
      worker.postMessage(message);
      return { terminate: () => void worker.terminate() };
    } catch {
      // The permission model or a limit of processes forbids it: then there is one thread.
      return undefined;
    }
  },
};
