/** The figures as Markdown and JSON. Both are made of a report that JSON can hold, so runs can be put together. */

import { renameSync, writeFileSync } from 'node:fs';
import type { Figures } from './cases/case.ts';
import type { Absent } from './launches.ts';
import type { Machine } from './machine.ts';
import type { ContestResult, Row } from './measure.ts';
import type { Description } from './protocol.ts';
import type { Verdict } from './statistics.ts';

/** When and how a result was made. */
export interface Making {
  readonly command: string;
  readonly date: string;
  readonly commit: string;
  readonly rounds: number;
  /** Mean number of runnable processes in the minute before. */
  readonly load: number;
}

/** A contest's or a survey's result. */
export type Result = { readonly making: Making } & (
  | ({ readonly form: 'contest' } & ContestResult)
  | ({
      readonly form: 'survey';
      readonly id: string;
      readonly group: string;
      readonly title: string;
    } & Figures)
);

/** All there is to say. */
export interface Report {
  readonly machine: Machine;
  readonly data: string;
  readonly participants: Readonly<Record<string, Description | Absent>>;
  readonly results: readonly Result[];
}

const three = (value: number): string => Number(value.toPrecision(3)).toString();

/** Milliseconds or microseconds, three figures. */
export function showTime(milliseconds: number): string {
  return milliseconds < 1 ? `${three(milliseconds * 1000)} µs` : `${three(milliseconds)} ms`;
}

/** A figure in the unit of its verdict. */
export function showFigure(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === '%') return `${three(value * 100)} %`;
  return unit === '×' ? `${three(value)}×` : `${three(value)} ${unit}`.trim();
}

function rateOf(row: Row, counted: ContestResult['counted'], rows: readonly Row[]): string {
  if (row.count === undefined || counted === undefined || row.samples.length === 0) return '';
  const perSecond = row.count / row.median / 1e6;
  const rate = counted === 'flop' ? `${three(perSecond)} Gflop/s` : `${three(perSecond)} GB/s`;
  const name =
    counted === 'byte' ? 'copy' : row.participant.includes('simd128') ? 'ceiling-simd128' : 'ceiling';
  const limit = rows.find(({ participant }) => participant === name);
  if (limit === undefined || limit.samples.length === 0 || /^(ceiling|copy|native)/.test(row.participant))
    return rate;
  const share = ((limit.median / (limit.count ?? 1)) * row.count) / row.median;
  const of = name === 'copy' ? 'a copy' : 'the ceiling';
  return `${rate}, ${Math.round(100 * share)} % of ${of}`;
}

function cells(row: Row, { counted, rows }: ContestResult): string[] {
  if (row.problem !== undefined) return [row.participant, row.problem, '', '', '', ''];
  const ratio = Number.isFinite(row.ratio) ? `${three(row.ratio)}×` : '';
  return [
    row.participant,
    showTime(row.median),
    showTime(row.minimum),
    row.participant === 'oxigrad' ? '1' : row.yardstick && row.count !== undefined ? '' : ratio,
    Number.isNaN(row.error) ? '' : row.error.toExponential(1),
    rateOf(row, counted, rows),
  ];
}

const line = (words: readonly string[]): string => `| ${words.join(' | ')} |`;

/** Targets of one result, a line each. */
function targetLines(verdicts: readonly Verdict[]): string[] {
  return verdicts.map(
    ({ text, measured, unit, verdict }) =>
      `- Target: ${text}. Measured: ${showFigure(measured, unit)}, ${verdict}.`,
  );
}

/** One result as a Markdown table with its targets and notes. */
export function resultTable(result: Result): string {
  const targets = targetLines(result.verdicts);
  if (result.form === 'survey') {
    const head = [result.title, ...result.head];
    const table = [line(head), line(head.map((_, i) => (i > 0 ? '--:' : '---'))), ...result.rows.map(line)];
    return [table.join('\n'), ...paragraphs(targets, result.notes)].join('\n\n');
  }
  const { title, unit, rows } = result;
  const head = [title, `median a ${unit}`, 'minimum', 'oxigrad is faster', 'error', ''];
  const table = [
    line(head),
    line(head.map((_, i) => (i > 0 && i < 5 ? '--:' : '---'))),
    ...rows.map((row) => line(cells(row, result))),
  ];
  const notes = rows.flatMap(({ participant, note, samples }) => [
    ...(note === undefined ? [] : [`${participant}: ${note}`]),
    ...(samples.length > 0 && samples.length < result.making.rounds
      ? [
          `${participant}: ${samples.length === 1 ? 'one round' : `${samples.length} rounds`}, as a run takes seconds`,
        ]
      : []),
  ]);
  const method = [`Answers compared with ${result.reference}.`];
  return [
    table.join('\n'),
    ...paragraphs(targets, [...method, ...(notes.length > 0 ? [`${notes.join('; ')}.`] : [])]),
  ].join('\n\n');
}

function paragraphs(targets: readonly string[], notes: readonly string[]): string[] {
  return [
    ...(targets.length > 0 ? [targets.join('\n')] : []),
    ...(notes.length > 0 ? [notes.join(' ')] : []),
  ];
}

/** All targets, what was measured, and whether that is enough. */
export function summary(results: readonly Result[]): string {
  const all = results.flatMap(({ title, verdicts }) => verdicts.map((verdict) => ({ title, ...verdict })));
  const reached = all.filter((verdict) => verdict.reached).length;
  const rows = all.map(({ title, text, measured, unit, verdict, reached }) =>
    line([title, text, showFigure(measured, unit), reached ? verdict : `**${verdict}**`]),
  );
  return [
    `${reached} of ${all.length} targets reached.`,
    [line(['work', 'target', 'measured', '']), line(['---', '---', '--:', '---']), ...rows].join('\n'),
  ].join('\n\n');
}

const HEADINGS: Readonly<Record<string, string>> = {
  gemm: 'Products of matrices',
  convolution: 'Convolution',
  layers: 'Layers and elementwise functions',
  mlp: 'MLP',
  models: 'Training steps of networks',
  threads: 'Threads',
  engine: 'Engine: overhead, memory, start, size',
};

/** The whole report. */
export function markdown({ machine, participants, data, results }: Report): string {
  const who = Object.entries(participants).map(([name, about]) =>
    'absent' in about ? line([name, 'absent', about.absent]) : line([name, about.version, about.detail]),
  );
  const groups = [...new Set(results.map(({ group }) => group))].map((group) => {
    const own = results.filter((result) => result.group === group);
    return `## ${HEADINGS[group] ?? group}\n\n${makings(own)}\n\n${own.map(resultTable).join('\n\n')}`;
  });
  return `# Benchmarks

Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGB} GB, ${machine.system}; Node ${machine.node} (V8 ${machine.v8}).
Data: ${data}.

Every participant runs in a process of its own, on one thread unless a table says otherwise, on the same inputs. Answers
are compared first; then all are warmed up; then they take turns, round after round. Times are medians over the rounds;
ratios, shares of a ceiling among them, are medians of the ratios within a round. Take the ratios seriously; the times
hold for this machine at that hour. What a participant cannot do is a row that says so. The ceiling is a loop of
multiply-adds on registers alone, in the same WebAssembly; a copy is WebAssembly's memory.copy.

## Targets

${summary(results)}

## Participants

${[line(['participant', 'version', '']), line(['---', '---', '---']), ...who].join('\n')}

${groups.join('\n\n')}
`;
}

/** The commands that a group was made by. */
function makings(results: readonly Result[]): string {
  const lines = results.map(
    ({ making: { command, date, commit, rounds, load } }) =>
      `\`${command}\`, ${date}, commit ${commit}, ${rounds} rounds, load ${load} at the start`,
  );
  return `Made by ${[...new Set(lines)].join('; ')}.`;
}

/** The report as JSON; numbers that are not there are null. */
export function json(report: Report): string {
  return `${JSON.stringify(report, null, 1)}\n`;
}

const NUMBERS = new Set(['median', 'minimum', 'ratio', 'error', 'measured']);

/** A report from its JSON. */
export function parseReport(text: string): Report {
  return JSON.parse(text, (key, value: unknown) =>
    value === null && NUMBERS.has(key) ? Number.NaN : value,
  ) as Report;
}

/** Results of a run put among those of earlier ones: the same ids are replaced; in the order given. */
export function mergeReports(earlier: Report | undefined, later: Report, order: readonly string[]): Report {
  // Files of an older form know no making: their results are dropped.
  const fresh = new Set(later.results.map(({ id }) => id));
  const kept =
    earlier?.results.filter(({ id, making }) => making && order.includes(id) && !fresh.has(id)) ?? [];
  const results = [...kept, ...later.results].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  const participants = { ...earlier?.participants };
  // A participant that a part of the run left out stays what it was.
  for (const [name, about] of Object.entries(later.participants))
    if (!('absent' in about) || participants[name] === undefined) participants[name] = about;
  return { ...later, participants, results };
}

/** Writes a file whole or not at all. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}
