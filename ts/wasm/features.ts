/** Which WebAssembly features the runtime has: our own probes, synchronous, a few bytes each. */

/** `(module (func (result v128) i32.const 0 i8x16.splat))` */
const simd = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
];

/** The same with `f32x4.relaxed_madd` of three of them. */
const relaxed = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0,
  253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
];

function valid(bytes: readonly number[]): boolean {
  try {
    return WebAssembly.validate(new Uint8Array(bytes));
  } catch {
    // No WebAssembly at all.
    return false;
  }
}

/** Whether 128-bit SIMD is there: without it oxigrad does not run. */
export function hasSimd(): boolean {
  return valid(simd);
}

/** Whether relaxed SIMD (fused multiply-add) is there. */
export function hasRelaxedSimd(): boolean {
  return valid(relaxed);
}

/** The error of compiling anything at all, as a content security policy raises it; `undefined` where one may. */
export function compilingForbidden(): unknown {
  try {
    new WebAssembly.Module(new Uint8Array(simd));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whether memory can be shared between threads. Browsers allow it only to isolated pages. */
export function hasSharedMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  if (typeof crossOriginIsolated === 'boolean' && !crossOriginIsolated) return false;
  try {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
  } catch {
    return false;
  }
}
