/** The tarball, as npm would publish it, in an empty folder: it trains in JavaScript and in strict TypeScript. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installed, install, root } from './installed.ts';
import { run } from './process.ts';

const tool = (name: string): string => join(root, 'node_modules/.bin', name);

describe('the published package', () => {
  let installed: Installed;
  beforeAll(async () => {
    installed = await install();
  });
  afterAll(() => installed?.remove());

  it('has exports and files that publint finds nothing wrong with', async () => {
    await run(tool('publint'), ['run', installed.tarball, '--strict'], { cwd: root });
  });

  it('has types that are right for every way of importing it', async () => {
    // The profile leaves out what resolved packages before they had `exports`.
    await run(tool('attw'), [installed.tarball, '--profile', 'node16'], { cwd: root });
  });

  it.each([
    ['with libraries as an app has them', ['es2022', 'dom']],
    ['with newer ones', ['esnext', 'dom']],
    ['with none of what browsers have', ['es2022']],
  ])('has types that hold where libraries are checked, %s', async (_, lib) => {
    const project = join(installed.folder, 'strict');
    for (const module of ['node16', 'nodenext', 'es2022']) {
      const moduleResolution = module === 'es2022' ? 'bundler' : module;
      const options = { module, moduleResolution, lib, types: [], target: 'es2022', skipLibCheck: false };
      const config = {
        compilerOptions: { ...options, strict: true, exactOptionalPropertyTypes: true, noEmit: true },
        files: ['entries.cts', 'entries.mts'],
      };
      await writeFile(join(project, 'entries.json'), JSON.stringify(config));
      await run(tool('tsc'), ['-p', 'entries.json'], { cwd: project });
    }
  });

  it('can be required, from each entry the same classes, which are also those of an import', async () => {
    const program = `
      const { exports } = require('oxigrad/package.json');
      const names = Object.keys(exports).filter((name) => typeof exports[name] === 'object').map((name) => 'oxigrad' + name.slice(1));
      const all = require('oxigrad');
      const { Dense } = require('oxigrad/layers');
      const { tensor } = require('oxigrad/core');
      (async () => {
        const imported = await import('oxigrad');
        const same = [];
        for (const name of names) same.push(Object.keys(require(name)).sort().join() === Object.keys(await import(name)).sort().join());
        const model = new all.Sequential([new Dense(2, { inputShape: [3] })]);
        console.log(JSON.stringify({
          entries: names.length, same: same.every(Boolean), one: Dense === all.Dense, imported: imported.Dense === Dense,
          convolution: new all.Conv2D(2, 2).apply([[[[1], [2]], [[3], [4]]]]).shape, prediction: model.predictOnBatch(tensor([[1, 2, 3]])).shape,
        }));
      })();`;
    const report = async (...options: string[]): Promise<unknown> =>
      JSON.parse(
        await run(process.execPath, [...options, '--input-type=commonjs', '-e', program], {
          cwd: installed.folder,
        }),
      );
    const expected = { same: true, one: true, convolution: [1, 1, 1, 2], prediction: [1, 2] };
    const now = await report();
    expect(now).toMatchObject({ ...expected, imported: true });
    // As in a Node that cannot require ES modules: there it is a copy of its own.
    const { entries } = now as { entries: number };
    expect(entries).toBeGreaterThan(15);
    expect(await report('--no-experimental-require-module')).toMatchObject({
      ...expected,
      entries,
      imported: false,
    });
  });

  it('reads and writes the files of NumPy and safetensors', async () => {
    const program = `
      import { readFile, writeFile } from 'node:fs/promises';
      import { add, tensor } from 'oxigrad';
      import { decodeNpz, decodeSafetensors, encodeNpz, encodeSafetensors } from 'oxigrad/io';
      await writeFile('x.npz', encodeNpz({ x: tensor([[1, 2], [3, 4]]) }));
      const { data, shape, dtype } = decodeNpz(await readFile('x.npz')).get('x');
      await writeFile('x.safetensors', encodeSafetensors({ y: add(tensor(data, { shape, dtype }), 1) }));
      const y = decodeSafetensors(await readFile('x.safetensors')).tensors.get('y');
      console.log(JSON.stringify([y.shape, [...y.data]]));`;
    const output = await run(process.execPath, ['--input-type=module', '-e', program], {
      cwd: installed.folder,
    });
    expect(JSON.parse(output)).toEqual([
      [2, 2],
      [2, 3, 4, 5],
    ]);
  });

  it('leads from a minified file to the module that one can read', async () => {
    const program = `import { matmul } from 'oxigrad'; matmul([[1, 2]], [[1, 2]]);`;
    const words = ['--enable-source-maps', '--input-type=module', '-e', program];
    const failed = run(process.execPath, words, { cwd: installed.folder });
    await expect(failed).rejects.toThrow(/at innerSizes \(.*\/oxigrad\/dist\/ops\/linear\/matmul\.js:\d+/);
  });

  it('trains XOR and the digits in JavaScript', async () => {
    const output = await run(process.execPath, ['train.mjs'], { cwd: installed.folder });
    const accuracy = JSON.parse(output) as { xor: number; digits: number };
    expect(accuracy.xor).toBe(1);
    expect(accuracy.digits).toBeGreaterThanOrEqual(0.93);
  });

  it('is one file in Node, whatever the entry: a class is the same from each', async () => {
    const program = `
      import * as all from 'oxigrad';
      import { Dense } from 'oxigrad/layers';
      import { Sequential } from 'oxigrad/models';
      import { digits } from 'oxigrad/datasets';
      console.log(JSON.stringify([Dense === all.Dense, Sequential === all.Sequential, typeof digits, import.meta.resolve('oxigrad')]));`;
    const output = await run(process.execPath, ['--input-type=module', '-e', program], {
      cwd: installed.folder,
    });
    const [dense, sequential, digits, file] = JSON.parse(output) as unknown[];
    expect([dense, sequential, digits]).toEqual([true, true, 'function']);
    expect(file).toMatch(/\/dist\/node\/index\.js$/);
  });

  it('reads the config of a model in a bundle that imports nothing else', async () => {
    const dense = { name: 'd', units: 3, activation: 'relu', kernel_initializer: 'glorot_uniform' };
    const input = { name: 'i', batch_shape: [null, 2], dtype: 'float32' };
    const config = {
      class_name: 'Sequential',
      config: {
        name: 's',
        layers: [
          { class_name: 'InputLayer', config: input },
          { class_name: 'Dense', config: dense },
        ],
      },
      compile_config: { optimizer: 'adam', loss: 'mse', metrics: ['accuracy'] },
    };
    const outfile = join(installed.folder, 'config.mjs');
    await build({
      stdin: {
        contents: `
          import { modelFromConfig } from 'oxigrad';
          const model = modelFromConfig(${JSON.stringify(config)});
          console.log(model.predictOnBatch([[1, 2]]).shape.join(' '));`,
        resolveDir: installed.folder,
      },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'browser',
      logLevel: 'silent',
    });
    expect((await run(process.execPath, [outfile], { cwd: installed.folder })).trim()).toBe('1 3');
  });

  it('ends a program with an error that is read at a glance', async () => {
    const program = `import { matmul } from 'oxigrad'; matmul([[1, 2]], [[1, 2]]);`;
    const failed = run(process.execPath, ['--input-type=module', '-e', program], { cwd: installed.folder });
    const { message } = await failed.then(
      () => new Error('the program ended well'),
      (error: Error) => error,
    );
    // At the start of a line: Node writes `t [ShapeError]` where the class lost its name to the minifier.
    expect(message).toContain('\nShapeError: matmul: expected inner sizes that are equal, got 2 and 1');
    // Node shows the line where it was thrown.
    expect(Math.max(...message.split('\n').map((line) => line.length))).toBeLessThan(400);
  });

  it('shows classes by their names', async () => {
    const program = `
      import { History, add, tensor } from 'oxigrad';
      console.log(new History());
      try { add([tensor([1]), 2], 1); } catch (error) { console.log(error.message); }`;
    const output = await run(process.execPath, ['--input-type=module', '-e', program], {
      cwd: installed.folder,
    });
    expect(output).toMatch(/^History \{/);
    expect(output).toContain('got Tensor(shape (1,), float32).');
  });

  it('compiles and trains in a strict TypeScript project', async () => {
    const project = join(installed.folder, 'strict');
    await run(tool('tsc'), ['-p', 'tsconfig.json'], { cwd: project });
    const output = await run(process.execPath, ['out/main.js'], { cwd: project });
    const result = JSON.parse(output) as { losses: number; accuracy: number; first: number; last: number };
    expect(result.losses).toBe(8);
    expect(result.accuracy).toBeGreaterThanOrEqual(0.9);
    expect(result.last).toBeLessThan(result.first);
  });

  it('has all kernels in a bundle for Node that is told where they lie', async () => {
    const app = `
      import { configure, Conv2D } from 'oxigrad';
      configure({ wasmUrl: process.argv[2] }).then(() => {
        console.log(new Conv2D(2, 2).apply([[[[1], [2]], [[3], [4]]]]).shape);
      }).catch((error) => console.log(error.message));`;
    for (const format of ['esm', 'cjs'] as const) {
      const outfile = join(installed.folder, `bundled.${format === 'esm' ? 'mjs' : 'cjs'}`);
      await build({
        stdin: { contents: app, resolveDir: installed.folder },
        ...{ outfile, format, bundle: true, platform: 'node', tsconfigRaw: {}, logLevel: 'silent' },
      });
      const wasm = join(installed.folder, 'node_modules/oxigrad/dist/wasm');
      for (const folder of [wasm, pathToFileURL(wasm).href])
        expect(await run(process.execPath, [outfile, folder], { cwd: installed.folder })).toContain(
          '[ 1, 1, 1, 2 ]',
        );
      const without = await run(process.execPath, [outfile], { cwd: installed.folder });
      expect(without).toContain('Set wasmUrl to the folder');
    }
  });

  it('compiles and runs the program of docs/from-keras.md', async () => {
    const project = join(installed.folder, 'strict');
    const guide = await readFile(join(root, 'docs/from-keras.md'), 'utf8');
    const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
    await writeFile(join(project, 'guide.ts'), program);
    const config = { extends: './tsconfig.json', files: ['guide.ts'] };
    await writeFile(join(project, 'guide.json'), JSON.stringify(config));
    await run(tool('tsc'), ['-p', 'guide.json'], { cwd: project });
    const output = await run(process.execPath, ['out/guide.js'], { cwd: project });
    const [loss = Number.NaN, hits, loaded = Number.NaN] = output.trim().split(/\s+/).map(Number);
    expect(loss).toBeLessThan(0.05);
    expect(hits).toBe(3);
    expect(Math.abs(loaded - 4)).toBeLessThan(0.5);
  });

  it.each([
    ['README.md', 0, /accuracy: 0\.9/],
    ['README.md', 1, /^\d+\.\d+/],
    ['README.md', 2, /recipe +accuracy/],
    ['docs/deploy.md', 0, /Float32Array/],
    ['docs/deploy.md', 1, /'its units are the outputs'/],
  ] as const)('compiles and runs the programs of %s: number %i', async (page, number, expected) => {
    const project = join(installed.folder, 'strict');
    const text = await readFile(join(root, page), 'utf8');
    const programs = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program]) => program as string);
    // One that is added has to be added here as well.
    expect(programs).toHaveLength({ 'README.md': 3, 'docs/deploy.md': 2 }[page] ?? 1);
    const name = `${page.replace(/\W/g, '-')}-${number}`;
    await writeFile(join(project, `${name}.ts`), programs[number] as string);
    const config = { extends: './tsconfig.json', files: [`${name}.ts`] };
    await writeFile(join(project, `${name}.json`), JSON.stringify(config));
    await run(tool('tsc'), ['-p', `${name}.json`], { cwd: project });
    expect(await run(process.execPath, [`out/${name}.js`], { cwd: project })).toMatch(expected);
  });
});
