/** The method: answers compared first, then warmed up, then measured in turns, round after round. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './cases.ts';
import type { Child } from './child.ts';
import { median, pairedRatio, repeatsFor } from './statistics.ts';

/** What a participant did in a case. */
export interface Row {
  readonly participant: string;
  /** Milliseconds of a unit, one a round; empty where it was not measured. */
  readonly samples: readonly number[];
  readonly median: number;
  readonly minimum: number;
  /** How many times as long as oxigrad takes. */
  readonly ratio: number;
  /** The error of its answer; NaN where none was given. */
  readonly error: number;
  /** Why it was not measured: `absent: …`, `cannot: …`, `wrong: …`, `failed: …`. */
  readonly problem: string | undefined;
  readonly note: string | undefined;
}

/** A measured case. */
export interface Result {
  readonly case: Case;
  readonly rows: readonly Row[];
}

/** Who takes part, and who cannot and why. */
export interface Field {
  readonly children: readonly Child[];
  readonly absent: ReadonlyMap<string, string>;
  /** All names, in the order of the table. */
  readonly names: readonly string[];
}

/** How long and how often. */
export interface Effort {
  readonly rounds: number;
  /** Milliseconds that a sample is to last. */
  readonly sample: number;
  /** Milliseconds of warming up before that. */
  readonly warmUp: number;
}

interface Entrant {
  readonly child: Child;
  error: number;
  problem: string | undefined;
  note: string | undefined;
  repeats: number;
  readonly samples: number[];
}

/** Measures one case with all who take part. */
export async function measureCase(item: Case, field: Field, effort: Effort, folder: string): Promise<Result> {
  const entrants: Entrant[] = [];
  for (const child of field.children) {
    const entrant: Entrant = {
      child,
      error: Number.NaN,
      problem: undefined,
      note: undefined,
      repeats: 1,
      samples: [],
    };
    entrants.push(entrant);
    await prepare(entrant, item, folder);
    if (entrant.problem === undefined) await warmUp(entrant, effort);
  }
  const running = entrants.filter(({ problem }) => problem === undefined);
  for (let round = 0; round < effort.rounds; round++) {
    // Forwards and backwards in turn, so that nobody always follows the same neighbour.
    for (const entrant of round % 2 === 0 ? running : [...running].reverse()) {
      const milliseconds = await run(entrant, entrant.repeats);
      if (milliseconds !== undefined) entrant.samples.push(milliseconds / entrant.repeats / item.unitsPerRun);
    }
  }
  for (const { child } of entrants) await child.ask({ command: 'release' });
  const own = entrants.find(({ child }) => child.name === 'oxigrad')?.samples ?? [];
  const rows = field.names.map((name): Row => {
    const entrant = entrants.find(({ child }) => child.name === name);
    const samples = entrant?.problem === undefined ? (entrant?.samples ?? []) : [];
    return {
      participant: name,
      samples,
      median: median(samples),
      minimum: samples.length > 0 ? Math.min(...samples) : Number.NaN,
      ratio: pairedRatio(samples, own),
      error: entrant?.error ?? Number.NaN,
      problem: entrant === undefined ? `absent: ${field.absent.get(name)}` : entrant.problem,
      note: entrant?.note,
    };
  });
  return { case: item, rows };
}

async function prepare(entrant: Entrant, item: Case, folder: string): Promise<void> {
  const answer = join(folder, `answer-${entrant.child.name}.f32`);
  const inputs = Object.fromEntries(
    Object.entries(item.inputs).map(([name, { path, shape }]) => [name, { path, shape }]),
  );
  const { id, kind, parameters } = item;
  const reply = await entrant.child.ask({
    command: 'prepare',
    case: { id, kind, parameters, inputs, answer },
  });
  if (reply.reply === 'cannot') entrant.problem = `cannot: ${reply.reason}`;
  else if (reply.reply !== 'prepared')
    entrant.problem = `failed: ${'message' in reply ? reply.message : reply.reply}`;
  if (reply.reply !== 'prepared') return;
  entrant.note = reply.note;
  if (entrant.child.name === 'ceiling') return;
  const bytes = readFileSync(answer);
  entrant.error = item.error(
    new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
  );
  if (!(entrant.error <= item.tolerance))
    entrant.problem = `wrong: error ${entrant.error.toExponential(1)}, tolerance ${item.tolerance.toExponential(0)}`;
}

/** Runs for a while, so that compilers and caches have settled; then knows how many runs make a sample. */
async function warmUp(entrant: Entrant, { sample, warmUp }: Effort): Promise<void> {
  let spent = 0;
  let perRun = Number.POSITIVE_INFINITY;
  for (let repeats = 1; spent < warmUp; repeats = repeatsFor(Math.max(1, warmUp / 8), perRun)) {
    const milliseconds = await run(entrant, repeats);
    if (milliseconds === undefined) return;
    spent += Math.max(milliseconds, 0.01);
    perRun = milliseconds / repeats;
  }
  entrant.repeats = repeatsFor(sample, perRun);
}

async function run(entrant: Entrant, repeats: number): Promise<number | undefined> {
  if (entrant.problem !== undefined) return undefined;
  const reply = await entrant.child.ask({ command: 'measure', repeats });
  if (reply.reply === 'measured') return reply.milliseconds;
  entrant.problem = `failed: ${'message' in reply ? reply.message : reply.reply}`;
  return undefined;
}
