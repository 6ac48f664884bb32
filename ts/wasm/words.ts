/** Writes programs: 32-bit words, each instruction a header (`opcode | words << 8`) and its operands. */

import { show, ValueError } from '../errors.ts';

/** Where a tensor is: an entry of the slot table, and bytes from the address it holds. */
export interface Operand {
  readonly slot: number;
  readonly offset: number;
}

/** The slot number of an absent tensor (`NO_SLOT` of the engine). */
const NO_SLOT = 0xffff_ffff;

/** A growing run of words. The generated encoder calls {@link begin}, one method an operand, {@link end}. */
export class Words {
  #unsigned = new Uint32Array(64);
  #float = new Float32Array(this.#unsigned.buffer);
  #start = 0;
  /** Words written. */
  length = 0;
  /** Instructions written. */
  instructions = 0;

  /** Forgets everything written, keeping the memory. */
  clear(): void {
    this.length = 0;
    this.instructions = 0;
  }

  /** The words written; valid until the next write. */
  view(): Uint32Array {
    return this.#unsigned.subarray(0, this.length);
  }

  /** Opens an instruction. */
  begin(opcode: number): void {
    this.#start = this.length;
    this.u32(opcode);
  }

  /** Closes the instruction: its header learns its length. */
  end(): void {
    const header = this.#unsigned[this.#start] ?? 0;
    this.#unsigned[this.#start] = header | ((this.length - this.#start) << 8);
    this.instructions++;
  }

  /** An unsigned or signed integer. */
  u32(value: number): void {
    this.#grow();
    this.#unsigned[this.length++] = value;
  }

  /** A signed integer. */
  i32(value: number): void {
    this.u32(value);
  }

  /** A float, bit-cast. */
  f32(value: number): void {
    if (typeof value !== 'number') throw new ValueError('operation', 'a number', show(value));
    this.#grow();
    this.#float[this.length++] = value;
  }

  /** A list of integers: its length first. */
  list(values: readonly number[]): void {
    this.u32(values.length);
    for (const value of values) this.u32(value);
  }

  /** A tensor; `undefined` where an optional one is absent. */
  tensor(operand: Operand | undefined): void {
    this.u32(operand?.slot ?? NO_SLOT);
    this.u32(operand?.offset ?? 0);
  }

  /** A list of tensors: how many words follow, then each. */
  tensors(operands: readonly (Operand | undefined)[]): void {
    this.u32(operands.length * 2);
    for (const operand of operands) this.tensor(operand);
  }

  #grow(): void {
    if (this.length < this.#unsigned.length) return;
    const larger = new Uint32Array(this.#unsigned.length * 2);
    larger.set(this.#unsigned);
    this.#unsigned = larger;
    this.#float = new Float32Array(larger.buffer);
  }
}
