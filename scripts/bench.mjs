// Runs tests/benchmarks, which has dependencies and a Node of its own (relaxed SIMD), against the built package.
// usage: node scripts/bench.mjs [options of the benchmark: --help]
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(import.meta.dirname ?? '.', '../tests/benchmarks');
const run = (command, ...words) => {
  const { status, error } = spawnSync(command, words, { cwd: folder, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
};
const lock = readFileSync(resolve(folder, 'package-lock.json'), 'utf8');
const stamp = resolve(folder, 'node_modules/.installed.json');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.log('bench: installing the peers (about a minute)');
  run('npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(stamp, lock);
}
// The sources are TypeScript that this Node runs as they are.
run(resolve(folder, 'node_modules/node/bin/node'), 'run.ts', ...process.argv.slice(2));
