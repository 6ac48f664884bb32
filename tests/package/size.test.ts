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

  it('of the one-thread modules is at most 60 KB gzipped', async () => {
    for (const variant of ['simd128', 'relaxed']) {
      const bytes = gzipped(await readFile(join(root, 'dist/wasm', `${variant}.wasm`)));
      expect(bytes, `${variant}.wasm: bytes gzipped`).toBeLessThanOrEqual(60 * kilobyte);
    }
  });

  it('of an MLP app is at most 100 KB minified and gzipped, WebAssembly included, and the app runs', async () => {
    const outfile = join(folder, 'app.mjs');
    await build({
      entryPoints: [join(root, 'tests/package/apps/size.mjs')],
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
    expect(bytes, 'the app: bytes gzipped').toBeLessThanOrEqual(100 * kilobyte);
    const result = JSON.parse(await run(process.execPath, [outfile], { cwd: folder })) as {
      accuracy: number;
    };
    expect(result.accuracy).toBeGreaterThan(0.95);
  });
});
