/** The command line as a user gets it, in the folder it was installed into. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installed, install } from './installed.ts';
import { run } from './process.ts';

/** A model that knows the digits, as saved, as an artifact and as a module, and the digits themselves. */
const make = `
  import { Dense, Sequential } from 'oxigrad';
  import { digits } from 'oxigrad/datasets';
  import { exportArtifact, exportModule } from 'oxigrad/deploy';
  import { encodeNpz } from 'oxigrad/io';
  import { writeFileSync } from 'node:fs';
  const { train, test } = await digits();
  const model = new Sequential([new Dense(32, { activation: 'relu', inputShape: [64], name: 'hidden' }), new Dense(10, { activation: 'softmax' })]);
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  await model.fit(train.x, train.y, { epochs: 6, verbose: 0 });
  model.save('model.oxigrad');
  writeFileSync('digits.npz', encodeNpz({ x_train: train.x, y_train: train.y, x_val: test.x, y_val: test.y }));
  writeFileSync('model.oxi', await exportArtifact(model, { quantize: { bits: 4 }, labels: [...'0123456789'] }));
  writeFileSync('model.wasm', await exportModule(model));`;

describe('npx oxigrad', () => {
  let installed: Installed;
  const program = (): string => join(installed.folder, 'node_modules/.bin/oxigrad');
  const oxigrad = (...args: string[]): Promise<string> => run(program(), args, { cwd: installed.folder });

  /** What a call that goes wrong ends with, and what it says. */
  async function failing(...args: string[]): Promise<{ status: number | null; text: string }> {
    const child = spawn(program(), args, { cwd: installed.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (part: Buffer) => {
      text += part.toString();
    });
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, text };
  }

  beforeAll(async () => {
    installed = await install();
    await writeFile(join(installed.folder, 'make.mjs'), make);
    await run(process.execPath, ['make.mjs'], { cwd: installed.folder });
  });
  afterAll(() => installed?.remove());

  it('lists its commands and their options', async () => {
    expect(await oxigrad('--help')).toMatch(/inspect .*\n.*bench .*\n.*optimize /);
    expect(await oxigrad('optimize', '--help')).toContain('--max-drop <points>');
  });

  it('inspects an artifact and a module', async () => {
    const text = await oxigrad('inspect', 'model.oxi');
    expect(text).toMatch(/hidden\/kernel\/int4 +uint8 +\(1024\)/);
    expect(text).toContain('0, 1, 2, 3, 4, 5, 6, 7, 8, 9');
    const { file, tensors } = JSON.parse(await oxigrad('inspect', 'model.wasm', '--json')) as {
      file: { bytes: number; kernels: number };
      tensors: { name: string; shape: number[] }[];
    };
    expect(file.bytes).toBeGreaterThan(file.kernels);
    expect(tensors.find(({ name }) => name === 'hidden/kernel')?.shape).toEqual([64, 32]);
  });

  it('times an artifact here, and writes a page that does so elsewhere', async () => {
    const { latencies } = JSON.parse(await oxigrad('bench', 'model.wasm', '--json')) as {
      latencies: { rows: number; p50: number }[];
    };
    expect(latencies.map(({ rows }) => rows)).toEqual([1, 32]);
    for (const { p50 } of latencies) expect(p50).toBeGreaterThan(0);
    await oxigrad('bench', 'model.oxi', '--page', 'page.html');
    const page = await readFile(join(installed.folder, 'page.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>[\s\S]+oxigradRuntime\.load[\s\S]+<\/html>\n$/);
  });

  it('optimizes a model, and writes the report and the best files', async () => {
    const args = ['optimize', 'model.oxigrad', '--data', 'digits.npz', '--ratios', '1', '--epochs', '1'];
    const text = await oxigrad(...args, '--out', 'found');
    expect(text).toMatch(/\nbest: /);
    const read = (name: string): Promise<Buffer> => readFile(join(installed.folder, 'found', name));
    const { best, candidates } = JSON.parse((await read('report.json')).toString()) as {
      best: string;
      candidates: unknown[];
    };
    expect(candidates).toHaveLength(16);
    expect((await read('report.md')).toString()).toContain(`| ${best} |`);
    expect((await read('report.svg')).toString()).toMatch(/^<svg/);
    for (const name of ['best.oxi', 'best.wasm'])
      expect(JSON.parse(await oxigrad('inspect', join('found', name), '--json'))).toMatchObject({
        provenance: { recipe: best },
      });
  });

  it('leaves no half of a file when it is interrupted', async () => {
    const args = ['optimize', 'model.oxigrad', '--data', 'digits.npz', '--out', 'interrupted'];
    const child = spawn(program(), args, { cwd: installed.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    await once(child, 'close');
    expect(existsSync(join(installed.folder, 'interrupted'))).toBe(false);
  });

  it('says what is wrong, and what would be near', async () => {
    expect(await failing('inspekt')).toEqual({
      status: 2,
      text: "oxigrad: no command 'inspekt'. Did you mean inspect? See oxigrad --help.\n",
    });
    expect((await failing('bench', 'model.oxi', '--jsn')).text).toContain('Did you mean --json?');
    expect((await failing('optimize', 'model.oxigrad')).text).toContain('needs --data and --out');
    expect((await failing('optimize', 'a', '--data', 'b', '--out', 'c', '--max-drop', 'x')).text).toContain(
      "needs a number, got 'x'",
    );
    const missing = await failing('inspect', 'nowhere.oxi');
    expect(missing).toMatchObject({ status: 1, text: expect.stringContaining('nowhere.oxi') });
    const wrong = await failing('inspect', 'digits.npz');
    expect(wrong.text).not.toMatch(/\n {4}at /);
    expect(wrong).toMatchObject({ status: 1 });
  });
});
