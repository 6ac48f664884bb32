/**
 * A program as plain data: words, and where everything is that they work on. It holds no address, no variable and no
 * function, so it can be written to a file and replayed by a process that knows nothing else.
 */

import type { TypedArray } from '../tensor/dtype.ts';
import type { Spec } from '../tensor/shape.ts';
import type { Operand } from '../wasm/words.ts';

/** Entries of a program's slot table: the arena, the constants, then one per variable. */
export const ARENA_SLOT = 0;
export const CONSTANTS_SLOT = 1;
export const FIRST_VARIABLE_SLOT = 2;

/** Constants start at multiples of this many bytes, as do programs behind them. */
export const ALIGNMENT = 64;

/** Bytes up to the next multiple of {@link ALIGNMENT}. */
export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Where a tensor is: an entry of the slot table, bytes from the address it holds, and its shape and dtype. */
export interface Placed extends Spec, Operand {}

/** A constant: its elements, and where they are among the constants. */
export interface Constant {
  readonly offset: number;
  readonly array: TypedArray;
}

/** A variable that a program reads or writes, which whoever replays it has to hold. */
export interface ProgramVariable extends Spec {
  readonly name: string;
}

/** A program. Inputs, hosts' numbers and temporaries are in the arena. */
export interface Program {
  /** Instructions: a header (`opcode | words << 8`), then the operands. */
  readonly words: Uint32Array;
  readonly inputs: readonly Placed[];
  /** Scalars that the host gives before every run, such as a learning rate. */
  readonly hosts: readonly Placed[];
  readonly outputs: readonly Placed[];
  readonly constants: readonly Constant[];
  readonly constantBytes: number;
  readonly variables: readonly ProgramVariable[];
  /** Which of the variables a run writes. */
  readonly written: readonly number[];
  readonly arenaBytes: number;
}
