// Builds the app in the current folder for production, as the documentation of a bundler says.
// usage: node ../../bundle.mjs <bundler> <folder for the result>
import { cp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [bundler, out] = process.argv.slice(2);

/** webpack's interface, which Rspack shares. */
async function pack(name, options = {}) {
  const found = await import(name);
  const compiler = (found.rspack ?? found.default)({
    mode: 'production',
    entry: './main.mjs',
    output: { path: out, filename: 'main.js' },
    ...options,
  });
  const stats = await new Promise((done, failed) =>
    compiler.run((error, result) => (error ? failed(error) : done(result))),
  );
  await new Promise((done) => compiler.close(done));
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  await page('<script type="module" src="main.js"></script>');
}

const page = (script) =>
  writeFile(resolve(out, 'index.html'), `<!doctype html><title>oxigrad</title>${script}`);

/** For those that copy no files: the folder `wasm` of the package, where the bundle looks for it. */
const copyBuilds = (to) => cp('../node_modules/oxigrad/dist/wasm', resolve(out, to), { recursive: true });

const bundlers = {
  webpack: () => pack('webpack'),
  // Its minimizer is made for the other webpack, which it finds first.
  'webpack-5.98': () => pack('webpack-5.98', { optimization: { minimize: false } }),
  rspack: () => pack('@rspack/core'),
  async vite() {
    const { build } = await import('vite');
    await build({ base: './', logLevel: 'warn', build: { outDir: out, emptyOutDir: true } });
  },
  async parcel() {
    const { Parcel } = await import('@parcel/core');
    await new Parcel({
      entries: 'index.html',
      defaultConfig: createRequire(import.meta.url).resolve('@parcel/config-default'),
      mode: 'production',
      shouldDisableCache: true,
      defaultTargetOptions: { distDir: out, publicUrl: './', sourceMaps: false },
    }).run();
  },
  async rollup() {
    const { rollup } = await import('rollup');
    const { nodeResolve } = await import('@rollup/plugin-node-resolve');
    const onwarn = (warning) => {
      throw new Error(`rollup warns: ${warning.message}`);
    };
    const bundle = await rollup({ input: 'main.mjs', onwarn, plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ file: resolve(out, 'js/main.js'), format: 'esm' });
    await bundle.close();
    await copyBuilds('wasm');
    await page('<script type="module" src="js/main.js"></script>');
  },
  async esbuild() {
    await build('esm', 'js/main.js');
    await copyBuilds('wasm');
    await page('<script type="module" src="js/main.js"></script>');
  },
  // A script that is no module has no `import.meta`: the page has to say where the builds are.
  async script() {
    await build('iife', 'main.js');
    await copyBuilds('builds');
    await page('<script src="main.js"></script>');
  },
};

async function build(format, outfile) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: ['main.mjs'],
    outfile: resolve(out, outfile),
    ...{ format, bundle: true, minify: true, logLevel: 'error' },
  });
}

const run = bundlers[bundler];
if (run === undefined) throw new Error(`bundle: expected one of ${Object.keys(bundlers)}, got ${bundler}.`);
await run();
