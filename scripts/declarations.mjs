// Gives the declarations of a built dist/ the form that both kinds of module can use. TypeScript lets an ES module import
// CommonJS, but in its older settings not the other way round: so what tsc wrote becomes CommonJS (`.d.cts`), once, and
// each entry has a line for ES modules (`.d.ts`) beside it.
// usage: node scripts/declarations.mjs <dist>
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

const [dist] = process.argv.slice(2);
if (dist === undefined) throw new Error('declarations: expected the folder with the built modules.');

// What runtimes have and the language has not: declared empty where a project's own types (`lib: dom`, those of Node or of
// an edge runtime) do not declare it, and merged with them where they do.
const hostTypes = `${['AbortSignal', 'Response', 'URL'].map((name) => `interface ${name} {}\n`).join('')}declare namespace WebAssembly {
  interface Memory {}
  interface Module {}
}
`;
/** @type {(file: string) => string} */
const reference = (file) =>
  `/// <reference path="${relative(join(file, '..'), join(dist, 'host.d.ts')).replace(/^(?!\.)/, './')}" />\n`;

for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.d.ts')) continue;
  const file = join(dist, path);
  const text = readFileSync(file, 'utf8');
  // tsc leaves the `.ts` of types that it imports in passing.
  const usesHost = /\b(AbortSignal|Response|URL|WebAssembly)\b/.test(text);
  const own = `${usesHost ? reference(file) : ''}${text}`;
  writeFileSync(file, own.replace(/((?:from |import\()'\.[^']+)\.[jt]s'/g, "$1.cjs'"));
  renameSync(file, file.replace(/\.ts$/, '.cts'));
}
for (const { types } of Object.values(JSON.parse(readFileSync('package.json', 'utf8')).exports)) {
  if (types === undefined) continue;
  const file = types.default.replace('./dist', dist);
  writeFileSync(file, `export * from './${basename(file, '.d.ts')}.cjs';\n`);
}
writeFileSync(join(dist, 'host.d.ts'), hostTypes);
