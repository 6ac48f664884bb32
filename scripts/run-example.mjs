// Runs a program of examples/ against the built package.
// usage: node scripts/run-example.mjs <name> [arguments of the example]
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transpile } from './transpile.mjs';

const root = resolve(import.meta.dirname ?? '.', '..');
const [name = ''] = process.argv.splice(2, 1);
const entry = resolve(root, 'examples', `${name}.ts`);
if (!existsSync(entry)) {
  const names = readdirSync(resolve(root, 'examples'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3));
  throw new Error(`run-example: expected one of ${names.join(', ')}, got '${name}'.`);
}
const outfile = resolve(root, 'build/examples', `${name}.mjs`);
await transpile(entry, outfile);
await import(pathToFileURL(outfile).href);
