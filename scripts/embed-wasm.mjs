// Writes a WebAssembly module as a TypeScript constant: LZMA, a fifth smaller than deflate, then base64, whose third more
// gzip takes away again.
// usage: node scripts/embed-wasm.mjs <module.wasm> <embedded.ts>
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import lzma from 'lzma';

const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) {
  throw new Error('embed-wasm: expected <module.wasm> <embedded.ts>.');
}
const bytes = readFileSync(source);
const text = Buffer.from(lzma.compress(bytes, 9)).toString('base64');
mkdirSync(dirname(target), { recursive: true });
writeFileSync(
  `${target}.new`,
  `// The one-thread simd128 build as text, for hosts that cannot read a file. Written by scripts/embed-wasm.mjs.

/** The module: LZMA, then base64. */
export const embeddedModule: string =
  '${text}';
`,
);
renameSync(`${target}.new`, target);
console.log(`${source}: ${bytes.length} bytes, ${text.length} characters embedded`);
