/**
 * Whether the relaxed build is faster than simd128, by engine; where nothing is known, it is. Node 21 to 23 and Chrome 114 to
 * 131 run it 1.4 to 1.8 times slower (measured: GEMM of 512³, 39 ms and 24): their V8 compiles WebAssembly without
 * Turboshaft, which from Node 24 and Chrome 132 on makes it 1.6 times faster.
 */

/** In Node, Deno (which has Turboshaft) and Bun (which only reports a V8). */
export function relaxedPaysInNode({ v8 = '', bun }: Readonly<Record<string, string | undefined>>): boolean {
  return bun !== undefined || !/^1[12]\..*-node/.test(v8);
}

/** In browsers. */
export function relaxedPaysInBrowser(userAgent = ''): boolean {
  return Number(/ Chrome\/(\d+)/.exec(userAgent)?.[1] ?? 132) >= 132;
}
