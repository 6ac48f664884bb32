// Turns a TypeScript program that uses the built package into one JavaScript file, so that any Node ≥ 20 can run it.
import { build } from 'esbuild';

/** @param {string} entry @param {string} outfile */
export async function transpile(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    // Else the paths of tsconfig.json would bring in the sources instead of the built package.
    tsconfigRaw: {},
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
