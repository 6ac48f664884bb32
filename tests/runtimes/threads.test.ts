/** Threads: they help in every runtime that has them, and where they cannot start one thread computes, without a word. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../package/process.ts';
import { bundleForNode, root } from './bundles.ts';

const tool = (name: string): string => join(root, 'tests/runtimes/node_modules', name);
const nodes = ['node-20', 'node-24'].map((name) => tool(`${name}/bin/node`));

let program: string;
beforeAll(async () => {
  program = await bundleForNode('threads');
});

describe('a second thread executes chunks', () => {
  it.each([
    ['Node 20', [tool('node-20/bin/node')]],
    ['Node 24', [tool('node-24/bin/node')]],
    ['Bun', [tool('.bin/bun')]],
    ['Deno', [tool('.bin/deno'), 'run', '--allow-read', '--allow-env']],
  ])('in %s', async (_, [command = '', ...words]) => {
    const [caller, worker] = JSON.parse(await run(command, [...words, program, 'together'])) as number[];
    expect(caller).toBeGreaterThan(0);
    expect(worker).toBeGreaterThan(0);
  });
});

describe('one thread computes, and nothing is said', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oxigrad-threads-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A module that Node loads before the program. */
  async function preloaded(name: string, code: string): Promise<string> {
    const path = join(folder, `${name}.cjs`);
    await writeFile(path, `const threads = require('node:worker_threads');\n${code}\n`);
    return path;
  }

  async function alone(node: string, words: readonly string[]): Promise<void> {
    const [caller, worker] = JSON.parse(await run(node, [...words, program, 'alone'])) as number[];
    expect(caller).toBe(0);
    expect(worker).toBe(0);
  }

  it('where the permission model forbids workers', async () => {
    for (const [node, flag] of [
      [tool('node-20/bin/node'), '--experimental-permission'],
      [tool('node-24/bin/node'), '--permission'],
    ] as const)
      await alone(node, [flag, '--allow-fs-read=*']);
  });

  it('where the system grants no thread: Node says so at once, or later by an event', async () => {
    const refused = 'Object.assign(new Error("spawn"), { code: "EAGAIN" })';
    const atOnce = `threads.Worker = class { constructor() { throw ${refused}; } };`;
    const later = `threads.Worker = class extends require('node:events') {
      constructor() { super(); setTimeout(() => { this.emit('error', ${refused}); this.emit('exit', 1); }, 5); }
      postMessage() {} unref() {} terminate() {}
    };`;
    for (const [name, code] of Object.entries({ atOnce, later }))
      for (const node of nodes) await alone(node, ['-r', await preloaded(name, code)]);
  });

  it('where what is preloaded for the program would fail in a worker: the worker goes without it', async () => {
    const path = await preloaded('main-only', 'if (!threads.isMainThread) throw new Error("not here");');
    for (const node of nodes)
      for (const words of [
        ['-r', path],
        ['--import', path],
      ]) {
        const inWords = await run(node, [...words, program, 'together']);
        const environment = { NODE_OPTIONS: words.join(' ') };
        const inEnvironment = await run(node, [program, 'together'], { environment });
        for (const report of [inWords, inEnvironment]) expect(JSON.parse(report)[1]).toBeGreaterThan(0);
      }
  });
});
