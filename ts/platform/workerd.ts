/** workerd (Cloudflare's Workers), and what else takes a module by its file. */

import simd128 from '../wasm/simd128.wasm';
import { edgePlatform } from './edge.ts';
import type { Platform } from './platform.ts';

export const platform: Platform = edgePlatform(simd128);
