// Bundles dist/: single files for script tags (an ES module and a global `oxigrad`), and for Node, Deno and Bun, which take a
// millisecond for every module they import, all entries over one file; the same as CommonJS for what cannot `require` an ES
// module. Source maps lead to the modules of dist/, which are published and can be read: so they carry no sources themselves.
// Each is as large as its code, so what few would debug has none: CommonJS and the global script.
// usage: node scripts/bundle.mjs <dist>
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';

const [dist] = process.argv.slice(2);
if (dist === undefined) throw new Error('bundle: expected the folder with the built modules.');

/** @type {import('esbuild').BuildOptions} */
const common = {
  entryPoints: [`${dist}/index.js`],
  bundle: true,
  minify: true,
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
  sourcesContent: false,
  // The package's own `#platform` names dist/, which this build is about to become.
  alias: { '#platform': `./${dist}/platform/browser.js` },
};
await build({ ...common, format: 'esm', sourcemap: true, outfile: `${dist}/bundle/oxigrad.min.js` });
await build({
  ...common,
  format: 'iife',
  globalName: 'oxigrad',
  define: { 'import.meta.url': 'scriptUrl' },
  inject: [new URL('./script-url.mjs', import.meta.url).pathname],
  outfile: `${dist}/bundle/oxigrad.global.min.js`,
});
// The runner alone, for the page that `oxigrad bench --page` writes.
await build({
  ...common,
  entryPoints: [`${dist}/runtime/index.js`],
  format: 'iife',
  globalName: 'oxigradRuntime',
  define: { 'import.meta.url': 'scriptUrl' },
  inject: [new URL('./script-url.mjs', import.meta.url).pathname],
  outfile: `${dist}/bundle/runtime.global.min.js`,
});

/** @type {Record<string, string>} */
const entries = {};
/** Entries that have a file of their own: the runner of artifacts must not bring the library. @type {Record<string, string>} */
const alone = {};
for (const { node, default: source } of Object.values(
  JSON.parse(readFileSync('package.json', 'utf8')).exports,
)) {
  const [, name] = /^\.\/dist\/node\/(.+)\.js$/.exec(node?.default ?? '') ?? [];
  if (name !== undefined)
    (name === 'runtime' ? alone : entries)[name] = source.replace('./dist', `./${dist}`);
}
/** What `npx oxigrad` runs. */
const command = { cli: `./${dist}/cli/main.js` };
/** @param {import('rolldown').InputOption} input */
const forNode = (input) =>
  rolldown({
    input,
    platform: 'node',
    external: /^node:/,
    resolve: {
      alias: { '#platform': resolve(dist, 'platform/node.js') },
      // As in browsers: the fflate for Node loads `node:worker_threads` at once, which takes 8 ms.
      conditionNames: ['import', 'browser', 'default'],
    },
  });
// What the full entry needs is one file; what only others do, such as datasets, is not read with it.
const full = await forNode(entries.index);
const shared = new Set((await full.generate()).output.flatMap((chunk) => chunk.moduleIds ?? []));
await full.close();
/**
 * Namespaces as objects of values: rolldown makes a getter of every member, and 230 of them take a millisecond.
 * @param {string} code
 */
const withValues = (code) => ({
  code: code.replace(
    /__exportAll\((\{.+?\})\)/gs,
    (_, members) => `Object.freeze(${members.replaceAll('() => ', '')})`,
  ),
  map: null,
});
/**
 * @param {Record<string, string>} input
 * @param {'node' | 'cjs'} folder
 * @param {'.js' | '.cjs'} extension
 * @param {boolean} sourcemap
 */
async function writeForNode(input, folder, extension, sourcemap) {
  const dir = `${dist}/${folder}`;
  const names = `[name]${extension}`;
  const bundle = await forNode(input);
  const { output } = await bundle.write({
    dir,
    format: extension === '.js' ? 'esm' : 'cjs',
    entryFileNames: names,
    chunkFileNames: names,
    codeSplitting: input === alone ? false : { groups: [{ name: 'oxigrad', test: (id) => shared.has(id) }] },
    sourcemap,
    plugins: [{ name: 'namespaces', renderChunk: withValues }],
    // Classes keep their names, which errors, stacks and `console.log` show.
    minify: {
      compress: false,
      mangle: { toplevel: true, keepNames: { class: true, function: false } },
      codegen: false,
    },
  });
  await bundle.close();
  // The rest of the minifying is done here, for text in ASCII alone: any other is twice as long in memory, and slower to read.
  // In short lines, since Node shows the whole line where an error was thrown.
  await build({
    entryPoints: output.flatMap(({ fileName, type }) => (type === 'chunk' ? [`${dir}/${fileName}`] : [])),
    outdir: dir,
    outExtension: { '.js': extension },
    allowOverwrite: true,
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 120,
    target: 'node20',
    logLevel: 'warning',
    sourcemap,
    sourcesContent: false,
  });
}
await writeForNode({ ...entries, ...command }, 'node', '.js', true);
await writeForNode(entries, 'cjs', '.cjs', false);
await writeForNode(alone, 'node', '.js', true);
await writeForNode(alone, 'cjs', '.cjs', false);
