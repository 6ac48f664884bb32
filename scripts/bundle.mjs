// Bundles dist/ into single files for script tags: an ES module and a global `oxigrad`.
// usage: node scripts/bundle.mjs <dist>
import { build } from 'esbuild';

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
  // The package's own `#platform` names dist/, which this build is about to become.
  alias: { '#platform': `./${dist}/platform/browser.js` },
};
await build({ ...common, format: 'esm', outfile: `${dist}/bundle/oxigrad.min.js` });
await build({
  ...common,
  format: 'iife',
  globalName: 'oxigrad',
  define: { 'import.meta.url': 'scriptUrl' },
  inject: [new URL('./script-url.mjs', import.meta.url).pathname],
  outfile: `${dist}/bundle/oxigrad.global.min.js`,
});
