/** What a case is: a contest of participants on the same inputs, or a survey that measures oxigrad alone. */

import type { Input } from '../inputs.ts';
import type { Verdict } from '../statistics.ts';

/** What is counted where a rate is shown. */
export type Counted = 'flop' | 'byte';

/** Work beside the case's own, measured in the same turns: a ceiling, a copy, oxigrad on more threads. */
export interface Yardstick {
  /** The name of its row. */
  readonly name: string;
  /** Who does it; `kind`, `parameters`, `inputs`, `count` and `threads` are the case's where they are left out. */
  readonly participant: string;
  readonly kind?: string;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly inputs?: Readonly<Record<string, Input>>;
  readonly count?: number;
  readonly threads?: number;
}

/** A bound for the rate of one row relative to that of another. */
export interface Target {
  /** `≥ 2× tfjs-wasm` */
  readonly text: string;
  /** Default `oxigrad`. */
  readonly of?: string;
  readonly than: string;
  readonly least: number;
  readonly unit: '×' | '%';
}

/** One table: participants in turns. */
export interface Contest {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** What the participants look the work up by. */
  readonly kind: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, Input>>;
  /** What one figure counts; a run does `unitsPerRun` of them. */
  readonly unit: string;
  readonly unitsPerRun: number;
  /** Operations or bytes of a unit, where a rate is shown. */
  readonly count?: number;
  readonly counted?: Counted;
  /** Who takes part; default: oxigrad and all its peers. */
  readonly participants?: readonly string[];
  /** Default: the command's. */
  readonly threads?: number;
  readonly yardsticks?: readonly Yardstick[];
  /** Seconds to wait for an answer of a participant, where not a minute. */
  readonly patience?: Readonly<Record<string, number>>;
  /** The error of an answer, what it may be, and what answers are compared with. */
  readonly error: (answer: Float32Array) => number;
  readonly tolerance: number;
  readonly reference: string;
  readonly targets?: readonly Target[];
}

/** One table of figures that no peer has. */
export interface Survey {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly measure: (context: SurveyContext) => Promise<Figures>;
}

/** What a survey works with. */
export interface SurveyContext {
  readonly rounds: number;
  /** The folder of the sources, and one for files of its own. */
  readonly root: string;
  readonly folder: string;
  /** The module that is measured. */
  readonly entry: string;
}

/** What a survey found. */
export interface Figures {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
}

/** A case that is made when it is wanted: its inputs and its reference take time. */
export interface CaseMaker {
  readonly id: string;
  readonly make: (folder: string) => Contest | Survey;
}

/** oxigrad has to be `least` times as fast as a peer. */
export function faster(than: string, least: number): Target {
  return { text: `≥ ${least}× ${than}`, than, least, unit: '×' };
}

/** A rate has to be a share of a yardstick's. */
export function share(than: string, least: number, of = 'oxigrad', text?: string): Target {
  const own = of === 'oxigrad' ? '' : ` (${of})`;
  return { text: text ?? `≥ ${Math.round(least * 100)} % of ${than}${own}`, of, than, least, unit: '%' };
}

/** The ceilings of both builds, for as many operations as the case has. */
export const CEILINGS: readonly Yardstick[] = [
  { name: 'ceiling', participant: 'yardstick', kind: 'multiply-add', parameters: { fused: 1 }, inputs: {} },
  {
    name: 'ceiling-simd128',
    participant: 'yardstick',
    kind: 'multiply-add',
    parameters: { fused: 0 },
    inputs: {},
  },
];

/** A copy of as many bytes as the case moves: half of them read, half written. */
export const COPY: Yardstick = {
  name: 'copy',
  participant: 'yardstick',
  kind: 'copy',
  parameters: {},
  inputs: {},
};
