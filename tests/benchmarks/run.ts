/**
 * oxigrad beside its peers: the same work in turns, answers compared first. `npm run bench -- --help` says how.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { makeCases } from './cases.ts';
import { barChart } from './chart.ts';
import { Child, type Launch } from './child.ts';
import { describeMachine } from './machine.ts';
import { type Effort, type Field, measureCase, type Result } from './measure.ts';
import { nativeParticipants } from './native.ts';
import type { Description } from './protocol.ts';
import { caseTable, json, markdown, type Report } from './report.ts';

const HELP = `npm run bench [-- options]
  --only <part>    some of mlp, gemm, or the start of a case (gemm-512, mlp-predict); repeatable
  --peers <name>   some of the participants; repeatable
  --native         native Keras on JAX and TensorFlow too (sets up a Python of its own; OXIGRAD_BENCH_PYTHON names another)
  --threads <n>    threads of every participant that has them (1)
  --rounds <n>     rounds (9)
  --quick          3 short rounds: whether it works, not how fast
  --entry <file>   measure this module instead of dist/index.js, such as ts/index.ts
  --write          put the tables and the chart into docs/benchmarks instead of build/benchmarks
OXIGRAD_MNIST=<folder with the four IDX files> takes the digits themselves; else numbers like them are made.`;

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    peers: { type: 'string', multiple: true, default: [] },
    native: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    entry: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const whole = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`bench --${name}: expected an integer ≥ 1, got '${text}'.`);
  return value;
};
const threads = whole('threads', options.threads);
const rounds = whole('rounds', options.rounds ?? (options.quick ? '3' : '9'));
if (options.write && (options.quick || rounds < 7 || options.only.length > 0 || options.entry !== undefined))
  throw new Error(
    'bench --write: expected a full run of at least 7 rounds, got --quick, --only, --entry or fewer.',
  );

const build = join(root, 'build/benchmarks');
const inputs = join(build, 'inputs');
const results = options.write ? join(root, 'docs/benchmarks') : build;
mkdirSync(inputs, { recursive: true });
mkdirSync(results, { recursive: true });
process.chdir(root);

const node = (name: string): Launch => {
  const entry = options.entry === undefined ? undefined : resolve(root, options.entry);
  const own = name === 'oxigrad' && entry !== undefined;
  return {
    name,
    command: process.execPath,
    words: [
      ...(own && entry.endsWith('.ts') ? ['--conditions=oxigrad-source'] : []),
      join(here, 'participant-process.ts'),
      name,
    ],
    ...(own ? { environment: { OXIGRAD_BENCH_ENTRY: pathToFileURL(entry).href } } : {}),
  };
};
const launches: Launch[] = [
  ...['oxigrad', 'tfjs-wasm', 'tfjs-cpu', 'onnxruntime-web', 'jax-js'].map(node),
  ...(options.native ? nativeParticipants(here, join(build, 'python')) : []),
  node('ceiling'),
].filter(({ name }) => options.peers.length === 0 || ['oxigrad', ...options.peers].includes(name));

const machine = describeMachine();
const participants: Record<string, Description | { absent: string }> = {};
const absent = new Map<string, string>();
const children: Child[] = [];
for (const launch of launches) {
  const child = new Child(launch);
  const reply = await child.ask({ command: 'describe', threads });
  if (reply.reply === 'described') {
    children.push(child);
    participants[launch.name] = { version: reply.version, detail: reply.detail };
  } else {
    const reason = 'reason' in reply ? reply.reason : 'message' in reply ? reply.message : reply.reply;
    absent.set(launch.name, reason);
    participants[launch.name] = { absent: reason };
    child.end();
  }
}

const effort: Effort = options.quick
  ? { rounds, sample: 30, warmUp: 100 }
  : { rounds, sample: 120, warmUp: 500 };
const field: Field = { children, absent, names: launches.map(({ name }) => name) };
const { cases, mnist } = makeCases(inputs, options.only);
const measured: Result[] = [];
for (const item of cases) {
  const result = await measureCase(item, field, effort, inputs);
  measured.push(result);
  console.log(`${caseTable(result)}\n`);
}
for (const child of children) child.end();

const report: Report = {
  machine,
  command: `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
  data: mnist ? 'MNIST' : 'made up, of the size and sparsity of MNIST',
  rounds,
  threads,
  participants,
  results: measured,
};
writeFileSync(join(results, 'results.md'), markdown(report));
writeFileSync(join(results, 'results.json'), json(report));
const subtitle = `${machine.processor}, Node ${machine.node}, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
writeFileSync(join(results, 'chart.svg'), barChart(measured, subtitle));
console.log(
  `written: ${['results.md', 'results.json', 'chart.svg'].map((name) => join(results, name)).join(', ')}`,
);
const own = measured.flatMap(({ case: { id }, rows }) =>
  rows
    .filter(({ participant, problem }) => participant === 'oxigrad' && problem !== undefined)
    .map(({ problem }) => `${id}: ${problem}`),
);
if (own.length > 0) {
  console.error(`oxigrad was not measured: ${own.join('; ')}`);
  process.exitCode = 1;
}
