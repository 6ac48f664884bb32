/** The programs of this folder, bundled for each runtime from the built package. */

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** The project's folder. */
export const root: string = resolve(fileURLToPath(new URL('../..', import.meta.url)));
/** Where the bundles go. */
export const output: string = join(root, 'build/runtimes');

// This folder has a package.json of its own, so the package's name is not known here.
const alias = {
  oxigrad: join(root, 'dist/index.js'),
  'oxigrad/datasets': join(root, 'dist/datasets/index.js'),
};

async function bundle(name: string, options: BuildOptions): Promise<string> {
  mkdirSync(output, { recursive: true });
  const outfile = join(output, name);
  await build({
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
    // Else the paths of tsconfig.json would bring in the sources instead of the built package.
    tsconfigRaw: {},
    ...options,
  });
  return outfile;
}

/** A program of this folder for Node and its like: the package itself stays outside, and is found by its name. */
export function bundleForNode(program: string): Promise<string> {
  return bundle(`${program}.mjs`, {
    entryPoints: [join(root, `tests/runtimes/${program}.ts`)],
    platform: 'node',
    packages: 'external',
  });
}

/** For browsers: one file that has all but the builds which `configure` fetches. */
export function bundleForBrowser(): Promise<string> {
  return bundle('page.js', {
    entryPoints: [join(root, 'tests/runtimes/page.ts')],
    platform: 'browser',
    minify: true,
    alias,
  });
}

/** For workerd: one file, and the WebAssembly module that it imports. */
export function bundleForWorkerd(): Promise<string> {
  return bundle('worker.js', {
    entryPoints: [join(root, 'tests/runtimes/worker.ts')],
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    alias,
    loader: { '.wasm': 'copy' },
    assetNames: '[name]',
  });
}
