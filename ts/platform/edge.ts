/** Edge runtimes: one module, which a preset imports statically, since nothing may be compiled there. */

import type { Platform } from './platform.ts';

/** The platform of a runtime that has only this module. */
export function edgePlatform(simd128: WebAssembly.Module): Platform {
  const platform: Platform = {
    name: 'edge',
    mayWait: false,
    module: (variant) => (variant === 'simd128' ? simd128 : undefined),
    fetchModule: (variant) => Promise.resolve(platform.module(variant)),
    defaultThreads: () => 1,
    maximumThreads: () => 1,
  };
  return platform;
}
