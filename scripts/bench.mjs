// Runs tests/benchmarks, which has dependencies of its own, against the built package.
// usage: node scripts/bench.mjs [arguments of the benchmark]
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { transpile } from './transpile.mjs';

const folder = resolve(import.meta.dirname ?? '.', '../tests/benchmarks');
const run = (command, ...words) => {
  const { status, error } = spawnSync(command, words, { cwd: folder, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
};
run('npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error');
await transpile(resolve(folder, 'run.ts'), resolve(folder, 'build/run.mjs'));
run(process.execPath, 'build/run.mjs', ...process.argv.slice(2));
