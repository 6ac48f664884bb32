/** The figures as Markdown and JSON. */

import type { Case } from './cases.ts';
import type { Machine } from './machine.ts';
import type { Result, Row } from './measure.ts';
import type { Description } from './protocol.ts';

/** All there is to say of a run. */
export interface Report {
  readonly machine: Machine;
  readonly command: string;
  readonly data: string;
  readonly rounds: number;
  readonly threads: number;
  readonly participants: Readonly<Record<string, Description | { readonly absent: string }>>;
  readonly results: readonly Result[];
}

const three = (value: number): string => Number(value.toPrecision(3)).toString();

/** Milliseconds or microseconds, three figures. */
export function showTime(milliseconds: number): string {
  return milliseconds < 1 ? `${three(milliseconds * 1000)} µs` : `${three(milliseconds)} ms`;
}

/** A target and whether it was reached. */
export function verdicts(
  result: Result,
): { peer: string; target: number; ratio: number; reached: boolean }[] {
  return Object.entries(result.case.targets ?? {}).map(([peer, target]) => {
    const ratio = result.rows.find(({ participant }) => participant === peer)?.ratio ?? Number.NaN;
    return { peer, target, ratio, reached: ratio >= target };
  });
}

function cells(item: Case, row: Row, ceiling: Row | undefined): string[] {
  if (row.problem !== undefined) return [row.participant, row.problem, '', '', '', ''];
  const rate = item.operations === undefined ? '' : `${three(item.operations / row.median / 1e6)} Gflop/s`;
  const share =
    ceiling === undefined || ceiling === row || ceiling.samples.length === 0
      ? ''
      : `, ${Math.round((100 * ceiling.median) / row.median)} % of the ceiling`;
  const ratio = row.participant === 'oxigrad' ? '1' : `${three(row.ratio)}×`;
  const error = Number.isNaN(row.error) ? '' : row.error.toExponential(1);
  return [
    row.participant,
    showTime(row.median),
    showTime(row.minimum),
    row.participant === 'ceiling' ? '' : ratio,
    error,
    `${rate}${share}`,
  ];
}

/** One case as a Markdown table. */
export function caseTable(result: Result): string {
  const { case: item, rows } = result;
  const shown = rows.filter(({ participant }) => participant !== 'ceiling' || item.operations !== undefined);
  const ceiling = rows.find(({ participant }) => participant === 'ceiling');
  const head = [item.title, `median a ${item.unit}`, 'minimum', 'oxigrad is faster', 'error', ''];
  const lines = [
    head,
    head.map((_, i) => (i > 0 && i < 5 ? '--:' : '---')),
    ...shown.map((row) => cells(item, row, ceiling)),
  ];
  const targets = verdicts(result).map(
    ({ peer, target, ratio, reached }) =>
      `\nTarget: ${target}× ${peer}. Measured: ${Number.isNaN(ratio) ? 'nothing' : `${three(ratio)}×`}, ${reached ? 'reached' : 'not reached'}.\n`,
  );
  const notes = shown.flatMap(({ participant, note }) =>
    note === undefined ? [] : [`${participant}: ${note}`],
  );
  return [
    ...lines.map((line) => `| ${line.join(' | ')} |`),
    ...targets,
    ...(notes.length > 0 ? [`\n${notes.join('; ')}.\n`] : []),
  ].join('\n');
}

/** The whole report. */
export function markdown(report: Report): string {
  const { machine, participants } = report;
  const who = Object.entries(participants).map(([name, about]) =>
    'absent' in about
      ? `| ${name} | absent | ${about.absent} |`
      : `| ${name} | ${about.version} | ${about.detail} |`,
  );
  return `# Benchmarks

Made by \`${report.command}\` on ${machine.date}, commit ${machine.commit}.

Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGB} GB, ${machine.system}; Node ${machine.node} (V8 ${machine.v8}); load ${machine.load} at the start.
Data: ${report.data}.

Every participant runs in a process of its own, ${report.threads === 1 ? 'on one thread' : `on ${report.threads} threads where it has them`}, on the same inputs. Answers are compared first, with
float64 formulas; then all are warmed up; then they take turns for ${report.rounds} rounds. Times are medians over the rounds; ratios
are medians of the ratios within a round. Take the ratios seriously; the times hold for this machine at that hour.

| participant | version | |
| --- | --- | --- |
${who.join('\n')}

${report.results.map(caseTable).join('\n\n')}
`;
}

/** The report as JSON; numbers that are not there are null. */
export function json(report: Report): string {
  const results = report.results.map((result) => {
    const { id, title, unit, operations, tolerance } = result.case;
    return { id, title, unit, operations, tolerance, targets: verdicts(result), rows: result.rows };
  });
  return `${JSON.stringify({ ...report, results }, null, 1)}\n`;
}
