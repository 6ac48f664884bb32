/**
 * The ceiling: multiply-adds of 128-bit vectors that never leave registers, as many as the product takes. What no
 * matrix product in the same WebAssembly can pass. Relaxed SIMD where the runtime has it, else multiply and add.
 */

import { Cannot, type Inputs, input, type Participant } from './participant.ts';

/** Sums that grow side by side: enough to hide the latency of two FMA units, few enough for 16 registers. */
const ACCUMULATORS = 12;
/** Rounds over all accumulators in one turn of the loop, so that its counter costs nothing. */
const UNROLLED = 8;
const OPERATIONS_PER_TURN: number = ACCUMULATORS * UNROLLED * 4 * 2;

const leb = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);
const section = (id: number, body: number[]): number[] => [id, ...leb(body.length), ...body];
const [get, set, simd] = [0x20, 0x21, 0xfd];

/** `(func (export "run") (param turns i32) (result f32))`, assembled by hand. */
export function assemble(fused: boolean): Uint8Array<ArrayBuffer> {
  const [factor, first] = [1, 2];
  const half = [0x43, 0, 0, 0, 0x3f, simd, 19];
  const body = [...half, set, factor, 0x03, 0x40];
  for (let round = 0; round < UNROLLED; round++)
    for (let i = first; i < first + ACCUMULATORS; i++) {
      // relaxed_madd is numbered 0x105; mul and add 230 and 228.
      if (fused) body.push(get, factor, get, factor, get, i, simd, ...leb(0x105), set, i);
      // The product holds the sum, or the compiler would take it out of the loop.
      else body.push(get, i, get, factor, simd, ...leb(230), get, factor, simd, ...leb(228), set, i);
    }
  body.push(get, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b);
  body.push(get, first);
  for (let i = first + 1; i < first + ACCUMULATORS; i++) body.push(get, i, simd, ...leb(228));
  body.push(simd, 31, 0, 0x0b);
  const code = [1, ...leb(1 + ACCUMULATORS), 0x7b, ...body];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, 0x72, 0x75, 0x6e, 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

const fused: boolean = WebAssembly.validate(assemble(true));
const none = async (): Promise<never> => {
  throw new Cannot('a ceiling for products alone');
};

/** The participant. */
export const ceiling: Participant = {
  async describe() {
    return {
      version: '',
      detail: `register-only loop, ${ACCUMULATORS} sums, ${fused ? 'relaxed_madd' : 'mul and add'}`,
    };
  },
  async gemm(inputs: Inputs) {
    const run = new WebAssembly.Instance(new WebAssembly.Module(assemble(fused))).exports['run'] as (
      turns: number,
    ) => number;
    const [m = 0, k = 0] = input(inputs, 'a').shape;
    const n = input(inputs, 'b').shape[1] as number;
    let left = 0;
    return {
      answer: new Float32Array(0),
      run() {
        left += (2 * m * n * k) / OPERATIONS_PER_TURN;
        // In pieces: the optimising compiler takes over between calls.
        for (; left >= 1; left -= Math.min(4096, Math.floor(left))) run(Math.min(4096, Math.floor(left)));
      },
    };
  },
  step: none,
  fit: none,
  predict: none,
};
