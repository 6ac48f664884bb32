/** Replaying a program: its memory, its slot table, and one call into WebAssembly per run. Nothing is allocated by a run. */

import type { TypedArray } from '../tensor/dtype.ts';
import { sizeOf } from '../tensor/shape.ts';
import type { Block } from '../wasm/block.ts';
import type { Engine } from '../wasm/door.ts';
import {
  ARENA_SLOT,
  align,
  CONSTANTS_SLOT,
  FIRST_VARIABLE_SLOT,
  type Placed,
  type Program,
} from './program.ts';

/** Runs a program that lies at an address, with the slot table at another. */
export type Run = (owner: Engine, program: Program, address: number, slots: number) => void;

/** Runs it in one call. */
export const runAtOnce: Run = (owner, program, address, slots) => {
  owner.run(address, program.words.length, slots);
};

/** A program in the memory of an engine. Between {@link begin} and {@link run} its inputs are written. */
export class Replay {
  readonly program: Program;
  readonly #owner: Engine;
  /** The arena, which all programs of an engine may share: nothing in it outlives a run and the reading of its outputs. */
  readonly #arena: Block;
  /** One block: constants, then the program, then the slot table. */
  #block = 0;
  #bytes = 0;
  readonly #views: (TypedArray | undefined)[] = [];

  constructor(program: Program, owner: Engine, arena: Block) {
    this.program = program;
    this.#owner = owner;
    this.#arena = arena;
  }

  /** Where the program and its constants are; 0 while they have no memory. */
  get block(): number {
    return this.#block;
  }

  /** Bytes of the {@link block}. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the memory that is missing. Throws a {@link MemoryError} where there is none; then it can be called again. */
  begin(): void {
    const owner = this.#owner;
    const base = this.#arena.atLeast(owner, this.program.arenaBytes);
    if (this.#block === 0) this.#reserve(owner);
    this.setSlot(ARENA_SLOT, base);
    this.setSlot(CONSTANTS_SLOT, this.#block);
  }

  /** Sets the address that an entry of the slot table holds. */
  setSlot(slot: number, address: number): void {
    this.#owner.views().integers[(this.#slots >>> 2) + slot] = address;
  }

  /** Sets where a variable is. */
  setVariable(index: number, address: number): void {
    this.setSlot(FIRST_VARIABLE_SLOT + index, address);
  }

  /** Writes an input. */
  writeInput(index: number, array: TypedArray): void {
    this.#owner.write(this.#addressOf(this.program.inputs[index] as Placed), array);
  }

  /** Copies an input that lies in the engine's memory. */
  moveInput(index: number, address: number, bytes: number): void {
    this.#owner.move(this.#addressOf(this.program.inputs[index] as Placed), address, bytes);
  }

  /** Writes a number of the host's. */
  writeHost(index: number, value: number): void {
    this.#owner.views().floats[this.#addressOf(this.program.hosts[index] as Placed) >>> 2] = value;
  }

  /** Runs the program. Throws the {@link Fault} of an instruction that cannot go on. */
  run(run: Run = runAtOnce): void {
    run(this.#owner, this.program, this.#program, this.#slots);
  }

  /** Copies an output of the last run out of memory. It is there until the next run of any program of the arena. */
  output(index: number): TypedArray {
    const placed = this.program.outputs[index] as Placed;
    return this.#owner.read(placed.dtype, this.#addressOf(placed), sizeOf(placed.shape));
  }

  /** Copies an output of the last run to `target` from `start` on; makes an object only when memory has moved. */
  readInto(index: number, target: TypedArray, start: number): void {
    const placed = this.program.outputs[index] as Placed;
    const address = this.#addressOf(placed);
    let view = this.#views[index];
    if (view === undefined || view.buffer !== this.#owner.memory.buffer || view.byteOffset !== address) {
      view = this.#owner.view(placed.dtype, address, sizeOf(placed.shape));
      this.#views[index] = view;
    }
    target.set(view, start);
  }

  /** Gives the memory back; the next {@link begin} takes it again. */
  dispose(): void {
    if (this.#block === 0) return;
    this.#owner.release(this.#block, this.#bytes);
    this.#block = 0;
  }

  /** Address of the program, behind the constants. */
  get #program(): number {
    return this.#block + align(this.program.constantBytes);
  }

  /** Address of the slot table, behind the program. */
  get #slots(): number {
    return this.#program + this.program.words.byteLength;
  }

  /** The address of an input or an output: in the arena, or among the constants. */
  #addressOf({ slot, offset }: Placed): number {
    return (slot === ARENA_SLOT ? this.#arena.address : this.#block) + offset;
  }

  #reserve(owner: Engine): void {
    const { words, constants, constantBytes, variables } = this.program;
    this.#bytes = align(constantBytes) + words.byteLength + (FIRST_VARIABLE_SLOT + variables.length) * 4;
    this.#block = owner.reserve(this.#bytes, 'program of a compiled function');
    for (const { offset, array } of constants) owner.write(this.#block + offset, array);
    owner.view('int32', this.#program, words.length).set(words);
  }
}
