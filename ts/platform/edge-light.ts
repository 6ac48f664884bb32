/** Vercel's Edge Runtime, and with it Next's edge routes: there a module is imported as `?module`. */

import simd128 from '../wasm/simd128.wasm?module';
import { edgePlatform } from './edge.ts';
import type { Platform } from './platform.ts';

export const platform: Platform = edgePlatform(simd128);
