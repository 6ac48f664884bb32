/** Where the builds lie when nobody says: beside the modules. */

import type { Variant } from './platform.ts';

/**
 * The address of each build. Written out in full, one by one: this is the form that bundlers look for, and copy the
 * file that it names. Only asked for at the first use, since a script that is no module has no `import.meta.url`.
 */
export const builds: Readonly<Record<Variant, () => URL>> = {
  simd128: () => new URL('../wasm/simd128.wasm', import.meta.url),
  relaxed: () => new URL('../wasm/relaxed.wasm', import.meta.url),
  'simd128-threads': () => new URL('../wasm/simd128-threads.wasm', import.meta.url),
  'relaxed-threads': () => new URL('../wasm/relaxed-threads.wasm', import.meta.url),
};
