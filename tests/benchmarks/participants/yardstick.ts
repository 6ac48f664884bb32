/**
 * What nothing in the same WebAssembly can pass: multiply-adds of 128-bit vectors that never leave registers, as many
 * as the work takes, fused (relaxed SIMD) or not; and a copy of as many bytes as the work moves.
 */

import { Cannot, type Participant, parameter } from './participant.ts';

/** Sums that grow side by side: enough to hide the latency of two FMA units, few enough for 16 registers. */
const ACCUMULATORS = 12;
/** Rounds over all accumulators in one turn of the loop, so that its counter costs nothing. */
const UNROLLED = 8;
/** Floating-point operations of one turn. */
export const OPERATIONS_PER_TURN: number = ACCUMULATORS * UNROLLED * 4 * 2;

const leb = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);
const section = (id: number, body: number[]): number[] => [id, ...leb(body.length), ...body];
const [get, set, simd] = [0x20, 0x21, 0xfd];
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

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
    ...header,
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, 0x72, 0x75, 0x6e, 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

/** `(func (export "run") (param to from bytes i32))`: memory.copy within a memory of `pages`, which is exported too. */
function assembleCopy(pages: number): Uint8Array<ArrayBuffer> {
  const code = [0, get, 0, get, 1, get, 2, 0xfc, 10, 0, 0, 0x0b];
  return new Uint8Array([
    ...header,
    ...section(1, [1, 0x60, 3, 0x7f, 0x7f, 0x7f, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...leb(pages)]),
    ...section(7, [2, 3, 0x72, 0x75, 0x6e, 0, 0, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

interface Exports {
  run(...words: number[]): number;
  memory: WebAssembly.Memory;
}

const exported = (bytes: Uint8Array<ArrayBuffer>): Exports =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports;

/** The participant. */
export const yardstick: Participant = {
  async describe() {
    return {
      version: '',
      detail: `ceilings: register-only loops, ${ACCUMULATORS} sums, relaxed_madd or mul and add; copy: memory.copy`,
    };
  },
  works: {
    'multiply-add'(_, parameters) {
      const bytes = assemble(parameter(parameters, 'fused') === 1);
      if (!WebAssembly.validate(bytes)) throw new Cannot('no relaxed SIMD in this runtime');
      const { run } = exported(bytes);
      const turns = parameter(parameters, 'count') / OPERATIONS_PER_TURN;
      let left = 0;
      return {
        answer: new Float32Array(0),
        run() {
          left += turns;
          // In pieces: the optimising compiler takes over between calls.
          for (; left >= 1; left -= Math.min(4096, Math.floor(left))) run(Math.min(4096, Math.floor(left)));
        },
      };
    },
    copy(_, parameters) {
      const half = Math.ceil(parameter(parameters, 'count') / 2);
      const { run, memory } = exported(assembleCopy(Math.ceil((2 * half) / 65536)));
      // Pages that were never written are all one page of zeros, which the first-level cache holds.
      new Uint8Array(memory.buffer).fill(1);
      return { answer: new Float32Array(0), run: () => run(half, 0, half) };
    },
  },
};
