/** Edge runtimes (workerd and its like): one module, imported statically, since nothing may be compiled there. */

import simd128 from '../wasm/simd128.wasm';
import type { Platform } from './platform.ts';

export const platform: Platform = {
  name: 'edge',
  mayWait: false,
  module: (variant) => (variant === 'simd128' ? simd128 : undefined),
  fetchModule: (variant) => Promise.resolve(platform.module(variant)),
  defaultThreads: () => 1,
  maximumThreads: () => 1,
};
