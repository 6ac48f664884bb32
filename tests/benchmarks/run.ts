/**
 * oxigrad beside its peers: the same work in turns, answers compared first. `npm run bench -- --help` says how.
 */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseCases, groups, order } from './cases/index.ts';
import { barChart } from './chart.ts';
import { makeGolden } from './golden.ts';
import { isMnist } from './inputs.ts';
import { Processes } from './launches.ts';
import { describeMachine } from './machine.ts';
import { type Effort, measureCase } from './measure.ts';
import {
  json,
  type Making,
  markdown,
  mergeReports,
  parseReport,
  type Result,
  resultTable,
  writeWhole,
} from './report.ts';

const HELP = `npm run bench [-- options]
  --only <part>    some of ${Object.keys(groups).join(', ')}, or the start of a case (gemm-512, mlp-predict); repeatable
  --peers <name>   some of the peers beside oxigrad; repeatable
  --native         native Keras on JAX and TensorFlow too (sets up a Python of its own; OXIGRAD_BENCH_PYTHON names another)
  --threads <n>    threads of every participant that has them (1)
  --rounds <n>     rounds (11)
  --quick          3 short rounds: whether it works, not how fast
  --entry <file>   measure this module instead of the built package, such as ts/index.ts
  --merge          keep the results of other cases that are in the file already
  --write          put the tables and the chart into docs/benchmarks instead of build/benchmarks
  --golden         no measuring: make the losses that models are compared with, by native Keras
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
    merge: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    golden: { type: 'boolean', default: false },
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
const rounds = whole('rounds', options.rounds ?? (options.quick ? '3' : '11'));
const partial = options.only.length > 0 || options.peers.length > 0;
if (
  options.write &&
  (options.quick || rounds < 7 || options.entry !== undefined || (partial && !options.merge))
)
  throw new Error(
    'bench --write: expected at least 7 rounds of the built package, and --merge with --only or --peers, got other options.',
  );

const build = join(root, 'build/benchmarks');
const inputs = join(build, 'inputs');
const results = options.write ? join(root, 'docs/benchmarks') : build;
mkdirSync(inputs, { recursive: true });
mkdirSync(results, { recursive: true });
process.chdir(root);

const { entry, peers } = options;
const native = options.native || options.golden;
const processes = new Processes({ here, build, root, native, entry, peers });
if (options.golden) {
  await makeGolden(processes, inputs);
  processes.end();
  process.exit(0);
}

const machine = describeMachine();
const making: Making = {
  command: `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
  date: machine.date,
  commit: machine.commit,
  rounds,
  load: machine.load,
};
const effort: Effort = options.quick
  ? { rounds, sample: 30, warmUp: 100 }
  : { rounds, sample: 60, warmUp: 400 };
const [path, chart, page] = ['results.json', 'chart.svg', 'results.md'].map((name) =>
  join(results, name),
) as [string, string, string];
const earlier = options.merge && existsSync(path) ? parseReport(readFileSync(path, 'utf8')) : undefined;
const measured: Result[] = [];

/** Everything that is known by now, so that a run that is ended early leaves what it has. */
function save(): void {
  const own = {
    machine,
    data: isMnist ? 'MNIST for the MLP, else made up' : 'made up; digits of the size and sparsity of MNIST',
    participants: processes.descriptions,
    results: measured,
  };
  const report = mergeReports(earlier, own, order);
  const contests = report.results.filter((result) => result.form === 'contest');
  writeWhole(path, json(report));
  writeWhole(page, markdown(report));
  writeWhole(chart, barChart(contests, `${machine.processor}, Node ${machine.node}, one thread unless said`));
}

let group = '';
for (const maker of chooseCases(options.only)) {
  const item = maker.make(inputs);
  // Processes of an earlier group would only hold memory.
  if (group !== item.group) processes.end();
  group = item.group;
  const result: Result =
    'measure' in item
      ? {
          form: 'survey',
          making,
          id: item.id,
          group,
          title: item.title,
          ...(await item.measure({
            rounds,
            root,
            folder: build,
            entry: pathToFileURL(resolve(root, entry ?? 'dist/node/index.js')).href,
          })),
        }
      : { form: 'contest', making, ...(await measureCase(item, processes, effort, inputs, threads)) };
  measured.push(result);
  console.log(`${resultTable(result)}\n`);
  save();
}
processes.end();
console.log(`written: ${[page, path, chart].join(', ')}`);
const own = measured.flatMap((result) =>
  result.form === 'contest'
    ? result.rows
        .filter(({ participant, problem }) => participant.startsWith('oxigrad') && problem !== undefined)
        .map(({ participant, problem }) => `${result.id}: ${participant} ${problem}`)
    : [],
);
if (own.length > 0) {
  console.error(`oxigrad was not measured: ${own.join('; ')}`);
  process.exitCode = 1;
}
