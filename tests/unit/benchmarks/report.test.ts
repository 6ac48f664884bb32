/** The benchmark's report: tables, verdicts, runs put together, the chart. */

import { describe, expect, test } from 'vitest';
import { faster, share } from '../../benchmarks/cases/case.ts';
import { barChart } from '../../benchmarks/chart.ts';
import { type ContestResult, type Row, verdictOf } from '../../benchmarks/measure.ts';
import {
  json,
  mergeReports,
  parseReport,
  type Report,
  type Result,
  resultTable,
  summary,
} from '../../benchmarks/report.ts';
import { median } from '../../benchmarks/statistics.ts';

function row(participant: string, samples: number[], problem?: string): Row {
  return {
    participant,
    samples,
    median: median(samples),
    minimum: Math.min(...samples),
    ratio: median(samples) / 2,
    count: 4e6,
    error: problem === undefined ? 1e-7 : Number.NaN,
    problem,
    note: undefined,
    yardstick: participant.startsWith('ceiling'),
  };
}

const rows = [
  row('oxigrad', [2]),
  row('fast', [3]),
  row('slow', [6]),
  row('gone', [], 'absent: not installed'),
  row('ceiling', [1.6]),
];
const contest: ContestResult = {
  id: 'gemm-512',
  group: 'gemm',
  title: 'GEMM 512³',
  unit: 'product',
  counted: 'flop',
  threads: 1,
  tolerance: 1,
  reference: 'formulas',
  rows,
  verdicts: [faster('fast', 2), faster('slow', 2), faster('gone', 2), share('ceiling', 0.75)].map((target) =>
    verdictOf(target, rows),
  ),
};
const making = { command: 'bench', date: '2026-01-01', commit: 'abc', rounds: 9, load: 1 };
const result: Result = { form: 'contest', making, ...contest };
const report = (results: readonly Result[]): Report => ({
  machine: {
    processor: 'p',
    cores: 2,
    memoryGB: 1,
    system: 's',
    node: '24',
    v8: '13',
    load: 1,
    commit: 'abc',
    date: '2026-01-01',
  },
  data: 'made up',
  participants: {},
  results,
});

describe('the report', () => {
  test('a target is reached, missed by so much, or not measured and why', () => {
    expect(contest.verdicts.map(({ verdict }) => verdict)).toEqual([
      'missed by 25 %',
      'reached',
      'not measured: gone absent: not installed',
      'reached',
    ]);
    expect(summary([result])).toContain('2 of 4 targets reached.');
  });

  test('a peer that is absent is a row that says so; a rate is shown beside its ceiling', () => {
    expect(resultTable(result)).toContain('| gone | absent: not installed |');
    expect(resultTable(result)).toContain(
      '| oxigrad | 2 ms | 2 ms | 1 | 1.0e-7 | 2 Gflop/s, 80 % of the ceiling |',
    );
  });

  test('a run replaces its own cases in an earlier report, also after JSON', () => {
    const other: Result = { ...result, id: 'gemm-128', title: 'GEMM 128³' };
    const earlier = parseReport(json(report([result, other])));
    const merged = mergeReports(earlier, report([{ ...result, title: 'again' }]), ['gemm-128', 'gemm-512']);
    expect(merged.results.map(({ title }) => title)).toEqual(['GEMM 128³', 'again']);
    expect(resultTable(merged.results[0] as Result)).toBe(resultTable(other));
  });

  test('the chart has a bar for every measured peer', () => {
    const svg = barChart([contest], 'a < b');
    expect(svg.match(/<rect[^>]*><title>/g)).toHaveLength(2);
    expect(svg).toContain('a &lt; b');
  });
});
