/** Files of models: whole at any time, whatever ends the process or the disk; and the checkpoints of a training. */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import {
  type Callback,
  DataError,
  EarlyStopping,
  LambdaCallback,
  loadModel,
  ModelCheckpoint,
  type Sequential,
  UnsupportedError,
  ValueError,
} from 'oxigrad';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { platform } from '#platform';
import { clusters, network, state } from './run.ts';

const quiet = { verbose: 0 } as const;
const { x, y } = clusters(30);

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'oxigrad-checkpoints-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('save and load', () => {
  it('take a path or a file: URL, and make the folder', () => {
    const model = network();
    model.trainOnBatch(x, y);
    for (const path of [join(folder, 'a/b/model.safetensors'), pathToFileURL(join(folder, 'model #1'))]) {
      expect(model.save(path)).toBeUndefined();
      expect(new Uint8Array(fs.readFileSync(path))).toEqual(model.save());
      expect(state(loadModel(path) as Sequential)).toEqual(state(model));
      model.saveWeights(path);
      expect(new Uint8Array(fs.readFileSync(path))).toEqual(model.saveWeights());
      const other = network();
      other.loadWeights(path);
      expect(other.getWeights().map(String)).toEqual(model.getWeights().map(String));
    }
    expect(fs.readdirSync(folder).sort()).toEqual(['a', 'model #1']);
  });

  it('replace what a link points to, keep who may read it, and leave devices alone', () => {
    const model = network();
    const path = join(folder, 'run-1');
    fs.writeFileSync(path, 'old', { mode: 0o600 });
    fs.symlinkSync(path, join(folder, 'latest'));
    model.save(join(folder, 'latest'));
    expect(fs.lstatSync(join(folder, 'latest')).isSymbolicLink()).toBe(true);
    expect(fs.statSync(path).mode & 0o777).toBe(0o600);
    loadModel(path);
    if (!fs.existsSync('/dev/null')) return;
    model.save('/dev/null');
    expect(fs.statSync('/dev/null').isFile()).toBe(false);
  });

  it('say what cannot be read or written', () => {
    const model = network();
    for (const path of [folder, join(folder, 'file/model'), `${folder}/\0`, '/proc/none/model']) {
      fs.writeFileSync(join(folder, 'file'), '');
      expect(() => model.save(path), path).toThrow(DataError);
      expect(() => loadModel(path), path).toThrow(DataError);
      expect(() => model.loadWeights(path), path).toThrow(DataError);
    }
    for (const path of [5, {}, null, []])
      expect(() => model.save(path as unknown as string), String(path)).toThrow(ValueError);
    expect(fs.readdirSync(folder)).toEqual(['file']);
  });

  it('are not there where the runtime has no files', () => {
    vi.spyOn(platform, 'files' as never, 'get' as never).mockReturnValue(undefined as never);
    const model = network();
    expect(() => model.save('model')).toThrow(UnsupportedError);
    expect(() => loadModel('model')).toThrow(UnsupportedError);
    expect(loadModel(model.save()).countParams()).toBe(model.countParams());
  });
});

describe('a file that cannot be written', () => {
  const steps = ['openSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'renameSync'] as const;

  it.each(steps)('leaves the old one and nothing else when %s fails', (step) => {
    const model = network();
    const path = join(folder, 'model');
    model.save(path);
    const good = fs.readFileSync(path);
    model.trainOnBatch(x, y);
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const original = fs[step] as (...args: unknown[]) => unknown;
    vi.spyOn(fs, step).mockImplementation(((...args: unknown[]) => {
      // A full disk takes the first part.
      if (step === 'writeFileSync') original(args[0], (args[1] as Uint8Array).subarray(0, 100));
      if (step === 'closeSync') original(...args);
      throw full;
    }) as never);
    expect(() => model.save(path)).toThrow(DataError);
    expect(() => model.save(path)).toThrow(/ENOSPC/);
    vi.restoreAllMocks();
    expect(fs.readFileSync(path)).toEqual(good);
    expect(fs.readdirSync(folder)).toEqual(['model']);
    model.save(path);
    expect(state(loadModel(path) as Sequential)).toEqual(state(model));
  });

  it('ends a training with the old one in its place', async () => {
    const model = network();
    const path = join(folder, 'model');
    model.save(path);
    const good = fs.readFileSync(path);
    vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw new Error('ENOSPC');
    });
    const checkpoint = new ModelCheckpoint(path, { monitor: 'loss', saveBestOnly: true });
    await expect(model.fit(x, y, { ...quiet, callbacks: checkpoint })).rejects.toThrow(DataError);
    expect(fs.readFileSync(path)).toEqual(good);
    vi.restoreAllMocks();
    expect(checkpoint.best).toBeUndefined();
    await model.fit(x, y, { ...quiet, callbacks: checkpoint });
    expect(fs.readFileSync(path)).not.toEqual(good);
  });
});

describe('processes that are killed while they save', () => {
  it('leave a whole file, and the next save removes what they left beside it', async () => {
    const contents = `
      import { Dense, Sequential } from './ts/index.ts';
      const model = new Sequential([new Dense(400, { inputShape: [1000] })]);
      model.save(process.argv[1]);
      process.stdout.write('saved');
      for (;;) model.save(process.argv[1]);`;
    const resolveDir = fileURLToPath(new URL('../..', import.meta.url));
    const stdin = { contents, resolveDir };
    const conditions = ['oxigrad-source'];
    const bundle = await build({
      stdin,
      bundle: true,
      format: 'esm',
      platform: 'node',
      conditions,
      write: false,
      logLevel: 'silent',
    });
    const script = join(folder, 'save.mjs');
    fs.writeFileSync(
      script,
      bundle.outputFiles[0]?.text.replaceAll('process.argv[1]', 'process.argv[2]') ?? '',
    );
    const path = join(folder, 'model');
    const run = (): Promise<void> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
        child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.random() * 20));
        child.on('close', () => resolve());
      });
    for (let round = 0; round < 10; round++) {
      await Promise.all([run(), run()]);
      expect(loadModel(path).countParams()).toBe(400 * 1001);
    }
    const left = fs.readdirSync(folder).filter((name) => name.endsWith('.partial'));
    const long = new Date(Date.now() - 3_600_000);
    for (const name of left) fs.utimesSync(join(folder, name), long, long);
    fs.writeFileSync(join(folder, 'model.new.partial'), 'of a process that still writes');
    network().save(path);
    expect(fs.readdirSync(folder).sort()).toEqual(['model', 'model.new.partial', 'save.mjs']);
  }, 120_000);
});

describe('ModelCheckpoint', () => {
  const train = (callbacks: Callback | Callback[], epochs = 3): Promise<unknown> =>
    network().fit(x, y, { ...quiet, epochs, validationData: [x, y], callbacks });

  it("fills Keras's template with the epoch and the logs", async () => {
    const { history } = (await train([
      new ModelCheckpoint(join(folder, '{epoch:02d}-{val_loss:.3f}')),
      new ModelCheckpoint({ filepath: join(folder, 'w{epoch}'), saveWeightsOnly: true }),
    ])) as { history: Record<string, number[]> };
    const losses = (history['val_loss'] as number[]).map((loss) => loss.toFixed(3));
    const names = losses.map((loss, epoch) => `0${epoch + 1}-${loss}`);
    expect(fs.readdirSync(folder).sort()).toEqual([...names, 'w1', 'w2', 'w3'].sort());
    loadModel(join(folder, names[2] as string));
    network().loadWeights(join(folder, 'w3'));
    expect(() => loadModel(join(folder, 'w3'))).toThrow(DataError);
  });

  it('keeps the best', async () => {
    const path = join(folder, 'best');
    const losses = [3, 1, 2];
    const saved: number[] = [];
    await train([
      new LambdaCallback({
        onEpochEnd: (epoch, logs = {}) => {
          logs['val_loss'] = losses[epoch] as number;
        },
      }),
      new ModelCheckpoint({ filepath: path, saveBestOnly: true }),
      new ModelCheckpoint((_, epoch) => void saved.push(epoch), { saveBestOnly: true }),
      new EarlyStopping({ patience: 5 }),
    ]);
    expect(saved).toEqual([0, 1]);
    expect(fs.readdirSync(folder)).toEqual(['best']);
  });

  it('refuses places that are none and templates that cannot be filled', async () => {
    for (const filepath of [undefined, 5, null, {}, []])
      expect(() => new ModelCheckpoint(filepath as unknown as string)).toThrow(ValueError);
    for (const template of ['{loss:.2x}', '{val_accuracy:02d}', '{constructor}', '{nothing}'])
      await expect(train(new ModelCheckpoint(join(folder, template)))).rejects.toThrow(ValueError);
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});
