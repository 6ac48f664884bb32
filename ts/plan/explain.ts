/** `explain`: a compiled function's program as text, and a map of the memory it uses. */

import { StateError, show, ValueError } from '../errors.ts';
import type { Placed } from '../ops/operation.ts';
import { ARENA_SLOT, CONSTANTS_SLOT, FIRST_VARIABLE_SLOT } from '../program/program.ts';
import { bytesPerElement } from '../tensor/dtype.ts';
import { sizeOf } from '../tensor/shape.ts';
import { engine } from '../wasm/engine.ts';
import type { CompiledFunction } from './compile.ts';
import type { Plan, Span } from './encode.ts';

/**
 * The programs of a compiled function: every instruction with its operands (`%offset` in the arena,
 * `constant+offset`, variables by name), then the memory map, the bytes of the arena, and the lower bound: the
 * most bytes of temporaries alive at any moment. Throws a {@link StateError} if it has not been called yet.
 */
export function explain(compiled: CompiledFunction<never, unknown> | Plan): string {
  if (typeof compiled === 'object' && compiled !== null && 'program' in compiled)
    return explainPlan(compiled);
  const plans = (compiled as CompiledFunction<never, unknown> | undefined)?.plans;
  if (!Array.isArray(plans))
    throw new ValueError(
      'explain',
      'a function made by compile(…)',
      show(compiled),
      "For a model's own steps, use profile(() => model.trainOnBatch(x, y)).",
    );
  if (plans.length === 0)
    throw new StateError(
      'explain',
      'a compiled function that has run',
      'one without a plan',
      'Call it once.',
    );
  return plans.map(explainPlan).join('\n\n');
}

function explainPlan(plan: Plan): string {
  const { steps } = plan;
  const { words, inputs, outputs } = plan.program;
  const place = (placed: Placed): string => showPlaced(plan, placed);
  const lines = [
    `program: ${steps.length} instructions, ${words.length} words`,
    `inputs:  ${inputs.map(place).join(', ') || 'none'}`,
    ...steps.map(({ name, inputs: read, outputs: written }, index) => {
      const left = written.map(place).join(', ');
      return `${String(index).padStart(5)}  ${left} = ${name}(${read.map(place).join(', ')})`;
    }),
    `outputs: ${outputs.map(place).join(', ') || 'none'}`,
    '',
    ...memoryMap(plan),
    '',
    ...showMemory(memoryOf(plan)),
  ];
  return lines.join('\n');
}

function showPlaced({ variables }: Plan, { slot, offset, shape, dtype }: Placed): string {
  const spec = `${dtype}[${shape.join(', ')}]`;
  if (slot === ARENA_SLOT) return `%${offset}:${spec}`;
  if (slot === CONSTANTS_SLOT) return `constant+${offset}:${spec}`;
  return `${variables[slot - FIRST_VARIABLE_SLOT]?.name ?? 'variable'}:${spec}`;
}

/** Bytes by owner. */
export interface MemoryMap {
  readonly variables: number;
  /** Temporaries, laid out by first and last use. */
  readonly arena: number;
  /** The most bytes of temporaries alive at any moment: no plan in this order needs less. */
  readonly lowerBound: number;
  readonly constants: number;
  readonly program: number;
  /** Packing buffers of kernels, shared by all programs, as large as the largest so far. */
  readonly scratch: number;
}

/** The memory that a plan needs. */
export function memoryOf({ program, blocks }: Plan): MemoryMap {
  const { variables, arenaBytes, constantBytes, words } = program;
  return {
    variables: variables.reduce((sum, variable) => sum + bytesOf(variable), 0),
    arena: arenaBytes,
    lowerBound: mostAlive(blocks),
    constants: constantBytes,
    program: words.byteLength,
    scratch: engine().scratchBytes(),
  };
}

/** The most bytes alive at any moment. */
function mostAlive(blocks: readonly Span[]): number {
  const ends = blocks.map(({ last }) => last);
  /** How much more is alive at each moment than before it, the first being -1. */
  const change = new Float64Array(ends.reduce((most, last) => Math.max(most, last), 0) + 3);
  for (const { first, last, bytes } of blocks) {
    change[first + 1] = (change[first + 1] as number) + bytes;
    change[last + 2] = (change[last + 2] as number) - bytes;
  }
  let [alive, most] = [0, 0];
  for (const one of change) {
    alive += one;
    most = Math.max(most, alive);
  }
  return most;
}

/** One line an owner. */
export function showMemory(memory: MemoryMap): string[] {
  return [
    `variables: ${memory.variables} bytes`,
    `arena:     ${memory.arena} bytes; alive at most ${memory.lowerBound} (${ratio(memory.arena, memory.lowerBound)})`,
    `constants: ${memory.constants} bytes, program ${memory.program} bytes`,
    `scratch:   ${memory.scratch} bytes, shared by all programs`,
  ];
}

const MAP_WIDTH = 64;
const MAP_ROWS = 40;

/** One row a moment (or group of moments): `#` where the arena is in use. */
function memoryMap({ blocks, steps, program: { arenaBytes } }: Plan): string[] {
  if (arenaBytes === 0) return ['memory map: no temporaries'];
  const moments = steps.length + 1;
  const group = Math.ceil(moments / MAP_ROWS);
  const rows = [
    `memory map: one row ${group === 1 ? 'an instruction' : `per ${group} instructions`}, left to right ${arenaBytes} bytes`,
  ];
  for (let start = 0; start < moments; start += group) {
    const cells = new Array<string>(MAP_WIDTH).fill('·');
    for (const { offset, bytes, first, last } of blocks) {
      if (first >= start + group || last < start || bytes === 0) continue;
      const from = Math.floor((offset / arenaBytes) * MAP_WIDTH);
      const to = Math.max(from + 1, Math.ceil(((offset + bytes) / arenaBytes) * MAP_WIDTH));
      cells.fill('#', from, to);
    }
    rows.push(`${String(start).padStart(5)}  ${cells.join('')}`);
  }
  return rows;
}

/** Bytes of a tensor. */
export function bytesOf({ shape, dtype }: Pick<Placed, 'shape' | 'dtype'>): number {
  return sizeOf(shape) * bytesPerElement(dtype);
}

function ratio(bytes: number, bound: number): string {
  return bound === 0 ? 'ratio 1.00' : `ratio ${(bytes / bound).toFixed(2)}`;
}
