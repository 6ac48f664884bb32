// Prints the rows of imports, which .dependency-cruiser.mjs defines, into docs/architecture.md.
// usage: node scripts/rows.mjs [--check]     (with it: says whether they are there as they are)
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rows } from '../.dependency-cruiser.mjs';

const path = 'docs/architecture.md';
const text = readFileSync(path, 'utf8');
const there = (name) => existsSync(`ts/${name}`) || existsSync(`ts/${name}.ts`);
const lines = rows.map((row) => row.filter(there).join('  ')).filter((line) => line !== '');
const [before, after] = ['<!-- rows -->', '<!-- /rows -->'];
const printed = text.replace(
  new RegExp(`${before}[^]*${after}`),
  `${before}\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n\n${after}`,
);
if (!process.argv.includes('--check')) writeFileSync(path, printed);
else if (printed !== text) {
  console.error(`${path}: the rows are not those of .dependency-cruiser.mjs. Run node scripts/rows.mjs.`);
  process.exitCode = 1;
}
