/** Edge runtimes: one module, which a preset imports statically, since nothing may be compiled there. */

import type { Platform } from './platform.ts';

/** The platform of a runtime that has only this module. */
export function edgePlatform(simd128: WebAssembly.Module): Platform {
  return {
    name: 'edge',
    mayWait: false,
    module: (variant) => (variant === 'simd128' ? simd128 : undefined),
    async fetchModule(variant) {
      if (variant !== 'simd128') throw new Error('not part of what edge runtimes import');
      return simd128;
    },
    defaultThreads: () => 1,
    maximumThreads: () => 1,
  };
}
