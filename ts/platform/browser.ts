/** Browsers: a one-thread build without the kernels of larger networks is embedded; `configure` fetches the others. */

import { builds } from './builds.ts';
import { compileEmbedded } from './embedded.ts';
import { fetchBuild } from './fetch.ts';
import type { Platform } from './platform.ts';

/** Chrome 114 to 131 run the relaxed build 1.4 to 1.6 times slower than simd128, as Node 21 to 23 do; from 132 on it is faster. */
const relaxedPays = (): boolean =>
  Number(/ Chrome\/(\d+)/.exec(globalThis.navigator?.userAgent ?? '')?.[1] ?? 132) >= 132;

export const platform: Platform = {
  name: 'browser',
  mayWait: false,
  relaxedPays,
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
