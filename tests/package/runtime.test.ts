/** The runner of artifacts as a user gets it: small, and alone in its process. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installed, install, root } from './installed.ts';
import { run } from './process.ts';

describe('oxigrad/runtime', () => {
  let installed: Installed;
  beforeAll(async () => {
    installed = await install();
  });
  afterAll(() => installed.remove());

  it('runs in a process of its own, without the library, what another has exported', async () => {
    const { folder } = installed;
    const make = `
      import { Dense, Sequential, tensor } from 'oxigrad';
      import { exportArtifact } from 'oxigrad/deploy';
      import { writeFileSync } from 'node:fs';
      const model = new Sequential([new Dense(8, { activation: 'tanh', inputShape: [5] }), new Dense(3, { activation: 'softmax' })]);
      writeFileSync('model.oxi', await exportArtifact(model));
      const x = Float32Array.from({ length: 35 }, (_, i) => Math.sin(i));
      console.log(JSON.stringify([...(await model.predict(tensor(x, { shape: [7, 5] }))).data()]));`;
    const use = `
      import { load } from 'oxigrad/runtime';
      const run = await load('model.oxi');
      const x = Float32Array.from({ length: 35 }, (_, i) => Math.sin(i));
      console.log(JSON.stringify([...Object.values(run(x))[0]]));`;
    await writeFile(join(folder, 'make.mjs'), make);
    await writeFile(join(folder, 'use.mjs'), use);
    const truth = JSON.parse(await run(process.execPath, ['make.mjs'], { cwd: folder })) as number[];
    const found = JSON.parse(await run(process.execPath, ['use.mjs'], { cwd: folder })) as number[];
    expect(truth).toHaveLength(21);
    expect(found).toEqual(truth);
  });

  it('is at most 9 KB of JavaScript, minified and gzipped', async () => {
    const outfile = join(installed.folder, 'runtime.js');
    await build({
      entryPoints: [join(root, 'dist/runtime/index.js')],
      outfile,
      bundle: true,
      minify: true,
      format: 'esm',
      tsconfigRaw: {},
      logLevel: 'silent',
    });
    const bytes = gzipSync(await readFile(outfile), { level: 9 }).length;
    console.log(`oxigrad/runtime: ${(bytes / 1024).toFixed(1)} KB gzipped`);
    expect(bytes).toBeLessThanOrEqual(9 * 1024);
  });
});
