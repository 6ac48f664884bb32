/** The method: answers compared first, then warmed up, then measured in turns, round after round. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contest, Target } from './cases/case.ts';
import { Child } from './child.ts';
import { PARTICIPANTS, type Processes } from './launches.ts';
import { judge, median, pairedRatio, repeatsFor, type Verdict } from './statistics.ts';

/** What a participant did in a case. */
export interface Row {
  readonly participant: string;
  /** Milliseconds of a unit, one a round; empty where it was not measured. */
  readonly samples: readonly number[];
  readonly median: number;
  readonly minimum: number;
  /** How many times as long as oxigrad takes. */
  readonly ratio: number;
  /** Operations or bytes of a unit, where the case counts them. */
  readonly count: number | undefined;
  /** The error of its answer; NaN where none was given. */
  readonly error: number;
  /** Why it was not measured: `absent: …`, `cannot: …`, `wrong: …`, `failed: …`. */
  readonly problem: string | undefined;
  readonly note: string | undefined;
  /** Whether it is not a peer: a ceiling, a copy, other work beside. */
  readonly yardstick: boolean;
}

/** A measured contest. */
export interface ContestResult {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly unit: string;
  readonly counted: 'flop' | 'byte' | undefined;
  readonly threads: number;
  readonly tolerance: number;
  readonly reference: string;
  readonly rows: readonly Row[];
  readonly verdicts: readonly Verdict[];
}

/** How long and how often. */
export interface Effort {
  readonly rounds: number;
  /** Milliseconds that a sample is to last. */
  readonly sample: number;
  /** Milliseconds of warming up before that. */
  readonly warmUp: number;
}

/** Milliseconds a run from which on there are fewer rounds, and how many. */
const SECONDS = 1500;
const SLOW_ROUNDS = 3;
/** And from which on the run whose answer is compared is the only one. */
const MANY_SECONDS = 10_000;

interface Entrant {
  readonly name: string;
  readonly process: Child | { readonly absent: string };
  readonly kind: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly inputs: Contest['inputs'];
  readonly count: number | undefined;
  /** Whether its answer is the case's. */
  readonly checked: boolean;
  readonly yardstick: boolean;
  error: number;
  problem: string | undefined;
  note: string | undefined;
  repeats: number;
  rounds: number;
  readonly samples: number[];
}

async function enter(item: Contest, processes: Processes, threads: number): Promise<Entrant[]> {
  const fresh = { error: Number.NaN, note: undefined, repeats: 1, rounds: 0 };
  const entrants: Entrant[] = [];
  const open = async (name: string, threads: number): Promise<Pick<Entrant, 'process' | 'problem'>> => {
    const process = await processes.open(name, threads);
    return { process, problem: process instanceof Child ? undefined : `absent: ${process.absent}` };
  };
  const { kind, parameters, inputs, count } = item;
  for (const name of item.participants ?? PARTICIPANTS) {
    const own = { kind, parameters, inputs, count, checked: true, yardstick: false };
    entrants.push({ ...fresh, ...own, name, samples: [], ...(await open(name, threads)) });
  }
  for (const given of item.yardsticks ?? []) {
    const own = {
      kind: given.kind ?? kind,
      inputs: given.inputs ?? inputs,
      count: given.count ?? count,
      checked: given.kind === undefined,
      yardstick: true,
    };
    const known = {
      ...(given.parameters ?? parameters),
      ...(own.count === undefined ? {} : { count: own.count }),
    };
    entrants.push({
      ...fresh,
      ...own,
      name: given.name,
      parameters: known,
      samples: [],
      ...(await open(given.participant, given.threads ?? threads)),
    });
  }
  return entrants;
}

/** Measures one case with all who take part. */
export async function measureCase(
  item: Contest,
  processes: Processes,
  effort: Effort,
  folder: string,
  wantedThreads: number,
): Promise<ContestResult> {
  const threads = item.threads ?? wantedThreads;
  const entrants = await enter(item, processes, threads);
  for (const entrant of entrants) {
    await prepare(entrant, item, folder);
    if (entrant.samples.length === 0) await warmUp(entrant, effort);
  }
  // Ourselves and our yardsticks side by side, and peers behind: a peer that takes seconds would come between.
  const own = entrants.filter(({ name, yardstick }) => yardstick || name.startsWith('oxigrad'));
  const turns = [...own, ...entrants.filter((entrant) => !own.includes(entrant))];
  for (let round = 0; round < effort.rounds; round++) {
    // Forwards and backwards in turn, so that nobody always follows the same neighbour.
    for (const entrant of round % 2 === 0 ? turns : [...turns].reverse()) {
      if (round >= entrant.rounds) continue;
      const milliseconds = await run(entrant, entrant.repeats);
      if (milliseconds !== undefined) entrant.samples.push(milliseconds / entrant.repeats / item.unitsPerRun);
    }
  }
  for (const { process, name, problem } of entrants)
    if (process instanceof Child && problem === undefined)
      await process.ask({ command: 'release', slot: name });
  const rows = entrants.map((entrant) => rowOf(entrant, entrants));
  const { id, group, title, unit, counted, tolerance, reference, targets = [] } = item;
  const verdicts = targets.map((target) => verdictOf(target, rows));
  return { id, group, title, unit, counted, threads, tolerance, reference, rows, verdicts };
}

function rowOf(entrant: Entrant, entrants: readonly Entrant[]): Row {
  const { name, error, problem, note, count, yardstick } = entrant;
  const own = entrants.find((other) => other.name === 'oxigrad')?.samples ?? [];
  const samples = problem === undefined ? entrant.samples : [];
  return {
    participant: name,
    samples,
    median: median(samples),
    minimum: samples.length > 0 ? Math.min(...samples) : Number.NaN,
    ratio: pairedRatio(samples, own),
    count,
    error,
    problem,
    note,
    yardstick,
  };
}

/** Holds the rate of one row relative to another's to its bound. */
export function verdictOf(
  { text, of = 'oxigrad', than, least, unit }: Target,
  rows: readonly Row[],
): Verdict {
  const [own, other] = [of, than].map((name) => rows.find(({ participant }) => participant === name));
  const work = (own?.count ?? 1) / (other?.count ?? 1);
  const measured = pairedRatio(other?.samples ?? [], own?.samples ?? []) * work;
  const missing =
    own?.problem === undefined ? `${than} ${other?.problem ?? 'is no row'}` : `${of} ${own.problem}`;
  return judge(text, measured, least, 'least', unit, `not measured: ${missing}`);
}

async function prepare(entrant: Entrant, item: Contest, folder: string): Promise<void> {
  const { name: slot, process, kind, parameters } = entrant;
  if (!(process instanceof Child)) return;
  const answer = join(folder, `answer-${slot.replace(/[^\w-]+/g, '_')}.f32`);
  const inputs = Object.fromEntries(
    Object.entries(entrant.inputs).map(([name, { path, shape }]) => [name, { path, shape }]),
  );
  const reply = await process.ask(
    { command: 'prepare', work: { slot, kind, parameters, inputs, answer } },
    item.patience?.[slot],
  );
  if (reply.reply === 'cannot') entrant.problem = `cannot: ${reply.reason}`;
  else if (reply.reply !== 'prepared')
    entrant.problem = `failed: ${'message' in reply ? reply.message : reply.reply}`;
  if (reply.reply !== 'prepared') return;
  entrant.note = reply.note;
  if ((reply.milliseconds ?? 0) > MANY_SECONDS) {
    entrant.samples.push((reply.milliseconds as number) / item.unitsPerRun);
    entrant.rounds = 0;
  }
  if (!entrant.checked) return;
  const bytes = readFileSync(answer);
  entrant.error = item.error(
    new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
  );
  if (!(entrant.error <= item.tolerance))
    entrant.problem = `wrong: error ${entrant.error.toExponential(1)}, tolerance ${item.tolerance.toExponential(0)}`;
}

/** Runs for a while, so that compilers and caches have settled; then knows how many runs make a sample. */
async function warmUp(entrant: Entrant, { sample, warmUp, rounds }: Effort): Promise<void> {
  let spent = 0;
  let perRun = Number.POSITIVE_INFINITY;
  for (let repeats = 1; spent < warmUp; repeats = repeatsFor(Math.max(1, warmUp / 8), perRun)) {
    const milliseconds = await run(entrant, repeats);
    if (milliseconds === undefined) return;
    spent += Math.max(milliseconds, 0.01);
    perRun = milliseconds / repeats;
  }
  entrant.repeats = repeatsFor(sample, perRun);
  entrant.rounds = perRun > SECONDS ? Math.min(SLOW_ROUNDS, rounds) : rounds;
}

async function run(entrant: Entrant, repeats: number): Promise<number | undefined> {
  if (entrant.problem !== undefined || !(entrant.process instanceof Child)) return undefined;
  const reply = await entrant.process.ask({ command: 'measure', slot: entrant.name, repeats });
  if (reply.reply === 'measured') return reply.milliseconds;
  entrant.problem = `failed: ${'message' in reply ? reply.message : reply.reply}`;
  return undefined;
}
