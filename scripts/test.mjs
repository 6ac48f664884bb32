// The test command: every suite, one line each, and the sum of all as the last line. Exit status 1 when one failed.
// usage: node scripts/test.mjs [suite or group ...]      (without one: all; `lint` is a group)
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? '.', '..');
const results = resolve(root, 'build/test');
const bin = (name) => resolve(root, 'node_modules/.bin', name);
const rust = (...words) => ['bash', 'build.sh', '--run', ...words];
const setUpRuntimes = ['bash', 'scripts/setup-runtimes.sh'];
const vitest = (project) => [
  ...[bin('vitest'), 'run', '--project', project],
  ...['--reporter=default', '--reporter=json', `--outputFile.json=${results}/${project}.json`],
];

// A suite without `count` is one check, passed when its command succeeds.
const suites = [
  { name: 'biome', group: 'lint', command: [bin('biome'), 'ci', '--colors=off', '--error-on-warnings', '.'] },
  // The tests of other runtimes are checked too, so their packages have to be there.
  { name: 'types', group: 'lint', setUp: setUpRuntimes, command: [bin('tsc'), '--noEmit'] },
  {
    name: 'imports',
    group: 'lint',
    command: [bin('depcruise'), '--config', '.dependency-cruiser.mjs', 'ts'],
  },
  {
    name: 'circles',
    group: 'lint',
    command: [bin('depcruise'), '--config', '.dependency-cruiser.values.mjs', 'dist'],
  },
  {
    name: 'rustfmt',
    group: 'lint',
    command: ['cargo', 'fmt', '--all', '--check'],
    needs: ['cargo', 'fmt', '--version'],
  },
  {
    name: 'clippy',
    group: 'lint',
    command: ['cargo', 'clippy', '--workspace', '--all-targets', '--quiet', '--', '-D', 'warnings'],
    needs: ['cargo', 'clippy', '--version'],
  },
  { name: 'rows', group: 'lint', command: [process.execPath, 'scripts/rows.mjs', '--check'] },
  { name: 'generated', group: 'lint', command: [process.execPath, 'scripts/generate.mjs', '--check'] },
  { name: 'rust', command: rust('cargo', 'test', '--workspace'), count: countCargo },
  { name: 'sources', command: vitest('sources'), count: countVitest },
  { name: 'package', command: vitest('package'), count: countVitest },
  {
    name: 'runtimes',
    setUp: setUpRuntimes,
    command: vitest('runtimes'),
    count: countVitest,
  },
];

const chosen = process.argv.slice(2);
for (const word of chosen) {
  if (!suites.some(({ name, group }) => word === name || word === group)) {
    const names = suites.map(({ name }) => name).join(', ');
    throw new Error(`test: expected suites out of ${names} or the group lint, got '${word}'.`);
  }
}
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let passed = 0;
let failed = 0;
for (const suite of suites) {
  if (chosen.length > 0 && !chosen.includes(suite.name) && !chosen.includes(suite.group)) continue;
  await run(suite);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function run(suite) {
  const started = performance.now();
  const log = resolve(results, `${suite.name}.log`);
  if (suite.needs !== undefined && (await execute(suite.needs, log)) !== 0) {
    console.log(
      `${suite.name.padEnd(12)} not checked: \`${suite.needs.slice(0, 2).join(' ')}\` is not installed`,
    );
    return;
  }
  let status = suite.setUp === undefined ? 0 : await execute(suite.setUp, log);
  if (status === 0) status = await execute(suite.command, log);
  const counted = suite.count?.(suite.name, log) ?? { passed: status === 0 ? 1 : 0, failed: 0 };
  // A command that fails without a failing test (it crashed, or a file did not load) is a failure of its own.
  if (status !== 0 && counted.failed === 0) counted.failed = 1;
  if (status === 0 && suite.count !== undefined && counted.passed === 0) counted.failed = 1;
  passed += counted.passed;
  failed += counted.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = `${counted.passed} passed, ${counted.failed} failed`;
  console.log(`${suite.name.padEnd(12)} ${counts.padEnd(28)} ${seconds.padStart(7)} s`);
  if (counted.failed > 0) {
    console.log(readFileSync(log, 'utf8').split('\n').slice(-150).join('\n'));
    console.log(`The whole output: ${log}\n`);
  }
}

/** Runs a command with its output in the log; its exit status. Ended after 30 minutes. */
function execute([command, ...words], log) {
  return new Promise((done) => {
    const file = createWriteStream(log, { flags: 'a' });
    const child = spawn(command, words, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 1_800_000,
    });
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    const end = (status) => file.end(() => done(status));
    child.on('error', (error) => {
      file.write(`${error.message}\n`);
      end(127);
    });
    child.on('close', (status) => end(status ?? 1));
  });
}

function countCargo(_name, log) {
  const sum = { passed: 0, failed: 0 };
  for (const match of readFileSync(log, 'utf8').matchAll(/test result: \w+\. (\d+) passed; (\d+) failed/g)) {
    sum.passed += Number(match[1]);
    sum.failed += Number(match[2]);
  }
  return sum;
}

function countVitest(name) {
  try {
    const report = JSON.parse(readFileSync(resolve(results, `${name}.json`), 'utf8'));
    const broken = report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
