// Writes the TypeScript that is generated, or with --check says whether what is checked in is current: the encoder from
// Rust, the full entry from the sources in TypeScript. With words, only the files that have one in their path.
// usage: node scripts/generate.mjs [--check] [word ...]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? '.', '..');
const generated = [
  {
    file: 'ts/wasm/generated/encoder.ts',
    command: [
      'bash',
      'build.sh',
      '--run',
      'cargo',
      'run',
      '--quiet',
      '-p',
      'oxigrad-engine',
      '--bin',
      'encoder',
    ],
  },
  { file: 'ts/generated/full.ts', command: [process.execPath, 'scripts/full-entry.mjs'] },
];

const check = process.argv.includes('--check');
const words = process.argv.slice(2).filter((word) => word !== '--check');
for (const { file, command } of generated) {
  if (words.length > 0 && !words.some((word) => file.includes(word))) continue;
  const path = resolve(root, file);
  const source = output(command);
  const text = output(
    [resolve(root, 'node_modules/.bin/biome'), 'check', '--write', `--stdin-file-path=${file}`],
    source,
  );
  const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text === current) {
    console.log(`${file}: up to date`);
  } else if (check) {
    console.error(
      `${file}: expected what '${command.slice(command.indexOf('--run') + 1).join(' ')}' prints, got another text. Run npm run generate.`,
    );
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    console.log(`${file}: written`);
  }
}

/** What a command prints; its failure is ours. */
function output([command, ...words], input = '') {
  const child = spawnSync(command, words, { cwd: root, input, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (child.error !== undefined) throw child.error;
  if (child.status !== 0)
    throw new Error(`${command} ${words.join(' ')}: status ${child.status}\n${child.stderr}`);
  return child.stdout;
}
