/** Browsers: a one-thread build without the kernels of larger networks is embedded; `configure` fetches the others. */

import { compileEmbedded } from './embedded.ts';
import type { Platform } from './platform.ts';

export const platform: Platform = {
  name: 'browser',
  mayWait: false,
  module: (variant) => (variant === 'simd128' ? compileEmbedded() : undefined),
  async fetchModule(variant, url) {
    const base = url ?? new URL('../wasm/', import.meta.url).href;
    const response = await fetch(`${base.replace(/\/?$/, '/')}${variant}.wasm`).catch(() => undefined);
    if (!response?.ok) return undefined;
    return WebAssembly.compile(await response.arrayBuffer()).catch(() => undefined);
  },
  defaultThreads: () => 1,
  maximumThreads: () => navigator.hardwareConcurrency ?? 1,
  startWorker(source, message) {
    try {
      const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      const worker = new Worker(url);
      worker.addEventListener('message', () => URL.revokeObjectURL(url));
      worker.postMessage(message);
      return worker;
    } catch {
      // A content security policy may forbid it: then there is one thread.
      return undefined;
    }
  },
};
