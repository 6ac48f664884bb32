/** The ledger of bytes: the WebAssembly module, and an app that trains an MLP, bundled for browsers and run. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './installed.ts';
import { run } from './process.ts';

const kilobyte = 1024;
const gzipped = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length;

describe('the size', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oxigrad-size-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('of the one-thread modules is at most 66 KB gzipped', async () => {
    for (const variant of ['simd128', 'relaxed']) {
      const bytes = gzipped(await readFile(join(root, 'dist/wasm', `${variant}.wasm`)));
      expect(bytes, `${variant}.wasm: bytes gzipped`).toBeLessThanOrEqual(66 * kilobyte);
    }
  });

  it.each([
    // What the ledger is about: an app on the lean entries, which know no names.
    ['the smallest MLP app', 'lean.mjs', 91],
    // The full entry resolves every name of a loss, metric or optimizer, and so brings them all.
    ["README's MLP, on the full entry", 'size.mjs', 112],
  ])(
    'of %s, minified and gzipped, WebAssembly included, keeps to its limit, and it runs',
    async (_, app, limit) => {
      const outfile = join(folder, app);
      await build({
        entryPoints: [join(root, 'tests/package/apps', app)],
        outfile,
        bundle: true,
        minify: true,
        format: 'esm',
        target: 'es2022',
        platform: 'browser',
        // Else the paths of tsconfig.json would bring in the sources instead of the built package.
        tsconfigRaw: {},
        logLevel: 'silent',
      });
      const bytes = gzipped(await readFile(outfile));
      console.log(`${app}: ${(bytes / kilobyte).toFixed(1)} KB gzipped`);
      expect(bytes, 'the app: bytes gzipped').toBeLessThanOrEqual(limit * kilobyte);
      const result = JSON.parse(await run(process.execPath, [outfile], { cwd: folder })) as {
        accuracy: number;
      };
      expect(result.accuracy).toBeGreaterThan(0.95);
    },
  );

  it('has a table of names where a class takes such names, and no class that nobody uses', async () => {
    // A class of each table, which nothing else brings along.
    const marks = ['GlorotNormal', 'MinMaxNorm', 'sparsemax', 'Tversky', 'R2Score', 'Adafactor'];
    const kept = async (source: string): Promise<string[]> => {
      const { outputFiles } = await build({
        stdin: { contents: source, resolveDir: root },
        bundle: true,
        minify: true,
        format: 'esm',
        target: 'es2022',
        platform: 'browser',
        tsconfigRaw: {},
        logLevel: 'silent',
        write: false,
      });
      const text = outputFiles[0]?.text ?? '';
      return [...marks, '"MeanSquaredError"'].filter((mark) => text.includes(mark));
    };
    expect(await kept("export { Adam, Flatten } from 'oxigrad';")).toEqual([]);
    expect(await kept("export { Activation } from 'oxigrad';")).toEqual(['sparsemax']);
    expect(await kept("export { Embedding } from 'oxigrad';")).toEqual(['GlorotNormal', 'MinMaxNorm']);
    expect(await kept("export { Dense } from 'oxigrad';")).toEqual([
      'GlorotNormal',
      'MinMaxNorm',
      'sparsemax',
    ]);
    expect(await kept("export { Dense } from 'oxigrad/layers';")).toEqual([]);
    expect(await kept("export { meanSquaredError } from 'oxigrad/losses';")).toEqual([]);
  });
});
