/** Browsers: a one-thread build without the kernels of larger networks is embedded; `configure` fetches the others. */

import { builds } from './builds.ts';
import { compileEmbedded } from './embedded.ts';
import { relaxedPaysInBrowser } from './engines.ts';
import { fetchBuild } from './fetch.ts';
import type { Platform } from './platform.ts';

export const platform: Platform = {
  name: 'browser',
  mayWait: false,
  relaxedPays: () => relaxedPaysInBrowser(globalThis.navigator?.userAgent),
  module: (variant) => (variant === 'simd128' ? compileEmbedded() : undefined),
  async fetchModule(variant, url) {
    return fetchBuild(url === undefined ? builds[variant]() : `${url.replace(/\/?$/, '/')}${variant}.wasm`);
  },
  defaultThreads: () => 1,
  maximumThreads: () => navigator.hardwareConcurrency ?? 1,
  startWorker(source, message) {
    try {
      const url = URL.createObjectURL(
        new Blob([`${source}onmessage = ({ data }) => begin(data);`], { type: 'text/javascript' }),
      );
      const worker = new Worker(url);
      worker.addEventListener('message', () => URL.revokeObjectURL(url));
      // One that cannot start never checks in, and nobody waits for it: that is no error of the page.
      worker.addEventListener('error', (event) => event.preventDefault());
      worker.postMessage(message);
      return worker;
    } catch {
      // A content security policy may forbid it: then there is one thread.
      return undefined;
    }
  },
};
