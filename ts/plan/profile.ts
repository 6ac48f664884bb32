/** `profile`: where the time of compiled functions goes, instruction by instruction, and their memory by owner. */

import { checkKeys } from '../closest.ts';
import { checkFunction, checkWhole, isWithin, StateError, show, ValueError } from '../errors.ts';
import type { Replay, Run } from '../program/replay.ts';
import { active, type PlanProfiler } from '../tensor/active.ts';
import { isPromise } from '../tensor/promise.ts';
import type { Spec } from '../tensor/shape.ts';
import { Fault } from '../wasm/door.ts';
import type { Plan, Step } from './encode.ts';
import { bytesOf, type MemoryMap, memoryOf, showMemory } from './explain.ts';

/** Options of {@link profile}. */
export interface ProfileOptions {
  /** Calls of the function; default: as many as fit into `milliseconds`, at least one. */
  readonly repetitions?: number;
  /** Default 500. */
  readonly milliseconds?: number;
}

/** What all instructions of one operation on the same shapes cost in a run of their program. */
export interface ProfileRow {
  readonly instruction: string;
  /** Inputs, then outputs. */
  readonly shapes: string;
  /** Instructions a run. */
  readonly count: number;
  /** Inside WebAssembly, all of them together. */
  readonly microseconds: number;
  /** Of the program, 0 to 1. */
  readonly share: number;
  /** 10⁹ multiplications and additions a second, for operations that count them. */
  readonly gflops: number | undefined;
  /** 10⁹ bytes a second of inputs read and outputs written, each once. */
  readonly gigabytes: number;
}

/** A program that ran. */
export interface ProgramProfile {
  /** The name of the compiled function, or `Model.fit` and the like. */
  readonly name: string;
  /** Runs that were timed instruction by instruction. */
  readonly runs: number;
  /** The sum of the rows. */
  readonly microseconds: number;
  /** The dearest first. */
  readonly rows: readonly ProfileRow[];
  readonly memory: MemoryMap;
}

/** What {@link profile} found. `String(profile)` and `console.log(profile)` give tables. */
export interface Profile {
  /** How often the function was called: its state is that of as many calls. */
  readonly repetitions: number;
  /** A call from outside, without instruments; `undefined` where there was one repetition only. */
  readonly callMicroseconds: number | undefined;
  /** The part of it inside WebAssembly: the rest is JavaScript's. */
  readonly insideMicroseconds: number | undefined;
  readonly programs: readonly ProgramProfile[];
  toString(): string;
}

/**
 * Calls a function again and again, and times every instruction of the compiled functions it runs; those of
 * `model.fit`, `trainOnBatch`, `evaluate` and `predict` are such too. Results and state are bit for bit those of
 * as many calls without `profile`.
 *
 * Every other call runs instruction by instruction, less the cost of an empty call into WebAssembly; the calls
 * between are timed as a whole. Times are means of the fastest quarter, which other processes disturbed least.
 *
 * ```ts
 * console.log(profile(() => step(x, y)));
 * console.log(profile(() => model.trainOnBatch(x, y)));
 * console.log(await profile(() => model.fit(x, y, { epochs: 1 }), { repetitions: 1 }));
 * ```
 */
export function profile(body: () => Promise<unknown>, options?: ProfileOptions): Promise<Profile>;
export function profile(body: () => unknown, options?: ProfileOptions): Profile;
export function profile(body: () => unknown, options: ProfileOptions = {}): Profile | Promise<Profile> {
  checkFunction('profile', body);
  const { repetitions = 1, milliseconds = 0 } = checkKeys('profile', options, 'repetitions milliseconds');
  checkWhole('profile', 'repetitions', repetitions, 0, 1e6);
  if (!isWithin(milliseconds, 0, 1e6))
    throw new ValueError('profile', 'milliseconds from 0 to 10 ** 6', show(milliseconds));
  if (active.profiler !== undefined)
    throw new StateError('profile', 'one profile at a time', 'another under way', 'Await it first.');
  const profiler = new Profiler(options);
  active.profiler = profiler;
  const end = (): void => {
    active.profiler = undefined;
  };
  let waiting = false;
  try {
    while (profiler.wantsMore) {
      const called = profiler.call(body);
      if (!isPromise(called)) continue;
      waiting = true;
      return finish(profiler, body, called).finally(end);
    }
    return profiler.report();
  } finally {
    if (!waiting) end();
  }
}

async function finish(profiler: Profiler, body: () => unknown, first: Promise<void>): Promise<Profile> {
  await first;
  while (profiler.wantsMore) await profiler.call(body);
  return profiler.report();
}

/** Runs of a program, each a sample an instruction; older ones are overwritten. */
interface Samples {
  readonly name: string;
  readonly runs: Float64Array[];
  count: number;
}

const KEPT_RUNS = 512;

/** One profile under way. */
class Profiler implements PlanProfiler {
  readonly #options: ProfileOptions;
  readonly #begun = performance.now();
  readonly #programs = new Map<Plan, Samples>();
  readonly #calls: number[] = [];
  readonly #inside: number[] = [];
  #repetitions = 0;
  #insideNow = 0;

  constructor(options: ProfileOptions) {
    this.#options = options;
  }

  get wantsMore(): boolean {
    const { repetitions, milliseconds = 500 } = this.#options;
    if (repetitions !== undefined) return this.#repetitions < repetitions;
    return this.#repetitions === 0 || performance.now() - this.#begun < milliseconds;
  }

  /** Calls the function once. */
  call(body: () => unknown): void | Promise<void> {
    this.#insideNow = 0;
    const begun = performance.now();
    const end = (): void => {
      if (!this.#stepwise) {
        this.#calls.push(performance.now() - begun);
        this.#inside.push(this.#insideNow);
      }
      this.#repetitions++;
    };
    const result = body();
    if (isPromise(result)) return Promise.resolve(result).then(end);
    end();
  }

  get #stepwise(): boolean {
    return this.#repetitions % 2 === 0;
  }

  /** Runs a plan of a compiled function: every other call instruction by instruction. */
  run(replay: Replay, plan: Plan, name: string): void {
    if (!this.#stepwise) {
      const begun = performance.now();
      replay.run();
      this.#insideNow += performance.now() - begun;
      return;
    }
    // The first sample is that of nothing: what a call and the clock cost.
    const times = new Float64Array(plan.steps.length + 1);
    replay.run(stepwise(times));
    let samples = this.#programs.get(plan);
    if (samples === undefined) {
      samples = { name, runs: [], count: 0 };
      this.#programs.set(plan, samples);
    }
    samples.runs[samples.count++ % KEPT_RUNS] = times;
  }

  report(): Profile {
    const programs = [...this.#programs].map(([plan, samples]) => programProfile(plan, samples));
    const whole = this.#calls.length > 0;
    return Object.defineProperty(
      {
        repetitions: this.#repetitions,
        callMicroseconds: whole ? 1000 * typical(this.#calls) : undefined,
        insideMicroseconds: whole ? 1000 * typical(this.#inside) : undefined,
        programs,
        toString: showProfile,
      },
      // What `console.log` prints in Node and Deno.
      Symbol.for('nodejs.util.inspect.custom'),
      { value: showProfile },
    );
  }
}

/** Runs a program instruction by instruction, with the clock between. */
function stepwise(times: Float64Array): Run {
  return (owner, { words }, address, slots) => {
    owner.run(address, 0, slots);
    let before = performance.now();
    owner.run(address, 0, slots);
    for (let position = 0, step = 0; ; step++) {
      const now = performance.now();
      times[step] = now - before;
      before = now;
      if (position >= words.length) break;
      const length = (words[position] as number) >>> 8;
      try {
        owner.run(address + 4 * position, length, slots);
      } catch (error) {
        throw error instanceof Fault ? new Fault(error.code, step, error.values) : error;
      }
      position += length;
    }
  };
}

function programProfile(plan: Plan, { name, runs, count }: Samples): ProgramProfile {
  const nothing = typical(runs.map((times) => times[0] as number));
  const rows = new Map<string, { -readonly [Key in keyof ProfileRow]: ProfileRow[Key] } & Cost>();
  let total = 0;
  plan.steps.forEach((step, index) => {
    const time = 1000 * Math.max(0, typical(runs.map((times) => times[index + 1] as number)) - nothing);
    total += time;
    const shapes = `${showSpecs(step.inputs)} → ${showSpecs(step.outputs)}`;
    const key = `${step.name} ${shapes}`;
    const row = rows.get(key) ?? {
      ...{ instruction: step.name, shapes, count: 0, microseconds: 0, share: 0 },
      ...{ gflops: undefined, gigabytes: 0, bytes: 0, flops: 0 },
    };
    rows.set(key, row);
    row.count++;
    row.microseconds += time;
    // An operation of several instructions moves and computes what it does once.
    if (index > 0 && step.node !== undefined && step.node === plan.steps[index - 1]?.node) return;
    const cost = costOf(step);
    row.bytes += cost.bytes;
    row.flops += cost.flops;
  });
  const sorted = [...rows.values()].sort((a, b) => b.microseconds - a.microseconds);
  return {
    name,
    runs: count,
    microseconds: total,
    rows: sorted.map(({ bytes, flops, ...row }) => ({
      ...row,
      share: total === 0 ? 0 : row.microseconds / total,
      gflops: flops === 0 ? undefined : perMicrosecond(flops, row.microseconds),
      gigabytes: perMicrosecond(bytes, row.microseconds),
    })),
    memory: memoryOf(plan),
  };
}

interface Cost {
  bytes: number;
  flops: number;
}

function costOf({ node, inputs, outputs }: Step): Cost {
  const bytes = [...inputs, ...outputs].reduce((sum, placed) => sum + bytesOf(placed), 0);
  return { bytes, flops: node?.operation.flops?.({ inputs, outputs, attributes: node.attributes }) ?? 0 };
}

/** 10⁹ a second of a count in so many microseconds. */
function perMicrosecond(count: number, microseconds: number): number {
  return microseconds === 0 ? 0 : count / microseconds / 1000;
}

/** The mean of the fastest quarter, the least disturbed; where the clock is too coarse for that, of all. */
function typical(samples: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const sorted = [...samples].sort((a, b) => a - b);
  return mean(sorted.slice(0, Math.ceil(sorted.length / 4))) || mean(sorted);
}

function showSpecs(specs: readonly Spec[]): string {
  return specs.map(({ shape }) => (shape.length === 0 ? '()' : shape.join('×'))).join(' ');
}

function showProfile(this: Profile): string {
  const { repetitions, callMicroseconds, insideMicroseconds, programs } = this;
  const call =
    callMicroseconds === undefined || insideMicroseconds === undefined
      ? ''
      : `; a call takes ${callMicroseconds.toFixed(1)} µs, ${insideMicroseconds.toFixed(1)} µs of it inside WebAssembly`;
  const times = repetitions === 1 ? 'once' : `${repetitions} times`;
  return [`called ${times}${call}`, ...programs.map(showProgram)].join('\n\n');
}

function showProgram({ name, runs, microseconds, rows, memory }: ProgramProfile): string {
  const instructions = rows.reduce((sum, { count }) => sum + count, 0);
  const cells = rows.map((row) => [
    row.instruction,
    String(row.count),
    row.microseconds.toFixed(2),
    `${(100 * row.share).toFixed(1)} %`,
    row.gflops === undefined ? `${row.gigabytes.toFixed(1)} GB/s` : `${row.gflops.toFixed(1)} Gflop/s`,
    shorten(row.shapes),
  ]);
  return [
    `${name}: ${instructions} instructions, ${microseconds.toFixed(1)} µs a run, ${runs} runs`,
    ...columns([['instruction', 'count', 'µs', 'share', 'rate', 'shapes'], ...cells]),
    ...showMemory(memory),
  ].join('\n');
}

const SHAPES_WIDTH = 72;

function shorten(text: string): string {
  return text.length <= SHAPES_WIDTH ? text : `${text.slice(0, SHAPES_WIDTH - 1)}…`;
}

/** Lines of cells in columns: the first and the last flush left, numbers flush right. */
function columns(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((cells) => (cells[column] as string).length)),
  );
  return table.map((cells) =>
    cells
      .map((cell, column) => {
        if (column === cells.length - 1) return cell;
        const width = widths[column] as number;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  '),
  );
}
