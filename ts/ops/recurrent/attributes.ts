/** What a recurrent sequence and its gradient both know: which cell, which inputs and outputs there are, and their sizes. */

import type { Spec } from '../../tensor/shape.ts';
import type { RecurrentCell } from '../../wasm/generated/encoder.ts';

/** What a step computes: see the cell layers of these names. */
export type CellKind = keyof typeof RecurrentCell;

/** Which cell, and which of the optional inputs there are. */
export interface RecurrentAttributes {
  readonly cell: CellKind;
  /** Of the inputs (gates·u). */
  readonly bias: boolean;
  /** Of the states (gates·u); only a GRU with reset after has one. */
  readonly recurrentBias: boolean;
  /** The first h, and for an LSTM the first c; without, zeros. */
  readonly initial: boolean;
  readonly mask: boolean;
}

/** The inputs of a sequence, those absent `undefined`. */
export interface RecurrentInputs<T> {
  /** (T, B, n). */
  readonly x: T;
  /** (n, gates·u). */
  readonly kernel: T;
  /** (u, gates·u). */
  readonly recurrentKernel: T;
  readonly bias: T | undefined;
  readonly recurrentBias: T | undefined;
  /** (B, u). */
  readonly initial: T | undefined;
  /** (B, u). */
  readonly initialCell: T | undefined;
  /** bool (T, B). */
  readonly mask: T | undefined;
}

/** The results of a sequence; SimpleRNN has no gates, only an LSTM has a cell. */
export interface RecurrentOutputs<T> {
  readonly sequence: T;
  readonly last: T;
  readonly lastCell: T | undefined;
  readonly gates: T | undefined;
  readonly extra: T | undefined;
}

/** How many gates a cell has. */
export function gatesOf(cell: CellKind): number {
  return { Simple: 1, Lstm: 4, Gru: 3, GruResetAfter: 3 }[cell];
}

/** The inputs by name. */
export function namedInputs<T>(
  list: readonly T[],
  { cell, bias, recurrentBias, initial, mask }: RecurrentAttributes,
): RecurrentInputs<T> {
  const rest = list.slice(3);
  const next = (present: boolean): T | undefined => (present ? rest.shift() : undefined);
  return {
    x: list[0] as T,
    kernel: list[1] as T,
    recurrentKernel: list[2] as T,
    bias: next(bias),
    recurrentBias: next(recurrentBias),
    initial: next(initial),
    initialCell: next(initial && cell === 'Lstm'),
    mask: next(mask),
  };
}

/** The outputs by name. */
export function namedOutputs<T>(list: readonly T[], cell: CellKind): RecurrentOutputs<T> {
  const rest = list.slice(2);
  const next = (present: boolean): T | undefined => (present ? rest.shift() : undefined);
  return {
    sequence: list[0] as T,
    last: list[1] as T,
    lastCell: next(cell === 'Lstm'),
    gates: next(cell !== 'Simple'),
    extra: next(cell !== 'Simple'),
  };
}

/** T, B, n and u. */
export function sizesOf({ x, recurrentKernel }: { readonly x: Spec; readonly recurrentKernel: Spec }): {
  steps: number;
  batch: number;
  size: number;
  units: number;
} {
  const [steps = 0, batch = 0, size = 0] = x.shape;
  return { steps, batch, size, units: recurrentKernel.shape[0] ?? 0 };
}
