/** Every program of examples/ runs on the built package, on little data, and says what it should at the end. */

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idx } from '../unit/datasets/small-mnist.ts';
import { root } from './installed.ts';
import { run } from './process.ts';

/** What a program needs to be short, and what it prints when it has learned something. */
interface Example {
  readonly environment: Readonly<Record<string, string>>;
  readonly expected: RegExp;
  /** What the first group of `expected` may be: the least and the most. */
  readonly range: readonly [number, number];
}

const accuracy = /test accuracy:? (\d\.\d+)/;
const little = { EPOCHS: '4', SAMPLES: '1024' };
const examples: Readonly<Record<string, Example>> = {
  quickstart: { environment: {}, expected: accuracy, range: [0.95, 1] },
  'mnist-mlp': { environment: little, expected: accuracy, range: [0.8, 1] },
  'mnist-convnet': { environment: little, expected: accuracy, range: [0.8, 1] },
  'deploy-mnist': { environment: little, expected: accuracy, range: [0.8, 1] },
  'lstm-mnist': { environment: little, expected: accuracy, range: [0.3, 1] },
  'residual-cnn': { environment: { EPOCHS: '4', SAMPLES: '480' }, expected: accuracy, range: [0.8, 1] },
  // Blind guesses have a loss of 3.9.
  'char-transformer': {
    environment: { STEPS: '60' },
    expected: /loss \d\.\d+ to (\d\.\d+)$/m,
    range: [0, 3.2],
  },
};

/** Ten kinds of 28×28 pictures, a bar each at a place of its own among spots, in MNIST's four files. */
async function writePictures(folder: string): Promise<void> {
  let state = 1;
  const pixel = (at: number): number => {
    state = (state * 48271) % 2147483647;
    const [label, row, column] = [Math.floor(at / 784) % 10, Math.floor((at % 784) / 28), at % 28] as const;
    const inBar = Math.abs((label < 5 ? row : column) - 4 - 5 * (label % 5)) < 2;
    return inBar ? 255 - (state % 64) : state % 20 === 0 ? 128 : 0;
  };
  for (const [prefix, count] of [['train', 1024] as const, ['t10k', 128] as const]) {
    await writeFile(
      join(folder, `${prefix}-labels-idx1-ubyte`),
      idx([count], (sample) => sample % 10),
    );
    await writeFile(join(folder, `${prefix}-images-idx3-ubyte`), idx([count, 28, 28], pixel));
  }
}

describe('examples', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oxigrad-examples-'));
    await mkdir(join(folder, 'pictures'));
    await writePictures(join(folder, 'pictures'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are all tested', async () => {
    const names = (await readdir(join(root, 'examples'))).filter((file) => file.endsWith('.ts'));
    expect(names.map((file) => file.slice(0, -3)).sort()).toEqual(Object.keys(examples).sort());
  });

  it.each(Object.entries(examples))('%s runs and learns', async (name, { environment, expected, range }) => {
    const output = await run(process.execPath, [join(root, 'scripts/run-example.mjs'), name], {
      cwd: folder,
      environment: { ...environment, OXIGRAD_MNIST: join(folder, 'pictures') },
    });
    const [, measured] = expected.exec(output) ?? [];
    expect(measured, output).toBeDefined();
    expect(Number(measured), output).toBeGreaterThanOrEqual(range[0]);
    expect(Number(measured), output).toBeLessThanOrEqual(range[1]);
  });
});
