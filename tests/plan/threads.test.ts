/** The thread pool from TypeScript: everybody works, and the bits do not depend on how many. */

import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';

/** Loads oxigrad anew with a number of threads, computes with all of them, and hashes what came out. */
async function run(threads: number): Promise<{ hash: string; executed: number[]; variant: string }> {
  vi.resetModules();
  const { configure } = await import('../../ts/wasm/load.ts');
  const { engine } = await import('../../ts/wasm/engine.ts');
  const { uniform } = await import('../../ts/ops/random/uniform.ts');
  const { matmul } = await import('../../ts/ops/linear/matmul.ts');
  const { add } = await import('../../ts/ops/arithmetic/add.ts');
  const { sum } = await import('../../ts/ops/reduction/sum.ts');
  await configure({ threads });
  const [a, b] = [uniform([301, 517], { seed: 1, minval: -1 }), uniform([517, 259], { seed: 2, minval: -1 })];
  const compute = (): Float32Array[] => {
    const product = matmul(a, b);
    return [product, add(product, 0.5), sum(product, { axis: 0 }), sum(product)].map(
      (t) => t.data() as Float32Array,
    );
  };
  const digest = (results: Float32Array[]): string =>
    results.reduce((hash, data) => hash.update(data), createHash('sha256')).digest('hex');
  const hash = digest(compute());
  const { pool, variant } = engine().instance;
  const executed = (): number[] =>
    Array.from({ length: threads }, (_, thread) => pool?.executed(thread) ?? 0);
  if (threads > 1) {
    const limit = Date.now() + 30_000;
    while ((pool?.checkedIn() ?? 0) < threads - 1 && Date.now() < limit)
      await new Promise((done) => setTimeout(done, 5));
    expect(pool?.checkedIn()).toBe(threads - 1);
    while (executed().includes(0) && Date.now() < limit) {
      // On a busy machine the pool leaves workers out: here all shall take part.
      engine().instance.exports.pool_prepare?.(threads, true);
      expect(digest(compute())).toBe(hash);
    }
  }
  const counts = executed();
  engine().instance.end();
  return { hash, executed: counts, variant };
}

test('1, 2, 3 and 7 threads give the same bits, and each thread executed chunks', async () => {
  const one = await run(1);
  expect(one.variant).not.toContain('threads');
  for (const threads of [2, 3, 7]) {
    const many = await run(threads);
    expect(many.variant).toContain('threads');
    expect(many.hash).toBe(one.hash);
    expect(many.executed.every((chunks) => chunks > 0)).toBe(true);
  }
});

/** Loads oxigrad anew, trains every network with all threads, and hashes their weights. */
async function train(threads: number): Promise<Record<string, string>> {
  vi.resetModules();
  const { configure } = await import('../../ts/wasm/load.ts');
  const { engine } = await import('../../ts/wasm/engine.ts');
  const { makeNetwork, networkNames } = await import('./networks.ts');
  await configure({ threads });
  const hashes: Record<string, string> = {};
  for (const name of networkNames) {
    const { model, x, y } = makeNetwork(name, 16);
    const hash = createHash('sha256');
    for (let step = 0; step < 3; step++) {
      model.trainOnBatch(x, y);
      // The first step asks for workers: from the second on they work.
      const { pool } = engine().instance;
      const limit = Date.now() + 30_000;
      while (threads > 1 && (pool?.checkedIn() ?? 0) < threads - 1 && Date.now() < limit)
        await new Promise((done) => setTimeout(done, 5));
      if (threads > 1) expect(pool?.checkedIn()).toBe(threads - 1);
    }
    for (const weight of model.getWeights()) hash.update(weight.data());
    hashes[name] = hash.digest('hex');
  }
  engine().instance.end();
  return hashes;
}

test('networks train to the same bits on 1, 2, 3 and 7 threads', async () => {
  const one = await train(1);
  for (const threads of [2, 3, 7]) expect(await train(threads)).toEqual(one);
});

test('a worker that traps in its chunk ends the computation, which does not wait for it', async () => {
  vi.resetModules();
  const { configure } = await import('../../ts/wasm/load.ts');
  const { engine } = await import('../../ts/wasm/engine.ts');
  const { matmul } = await import('../../ts/ops/linear/matmul.ts');
  const { ones } = await import('../../ts/ops/creation/full.ts');
  const { Words } = await import('../../ts/wasm/words.ts');
  const { encodeSort } = await import('../../ts/wasm/generated/encoder.ts');
  await configure({ threads: 2 });
  const { pool } = engine().instance;
  const limit = Date.now() + 30_000;
  do {
    matmul(ones([256, 256]), ones([256, 256]));
    await new Promise((done) => setTimeout(done, 5));
  } while (!pool?.executed(1) && Date.now() < limit);

  // Two rows: the caller's takes its time, and the worker's goes past the end of memory.
  const columns = 2 ** 18;
  const words = new Words();
  encodeSort(words, {
    x: { slot: 0, offset: 0 },
    y: { slot: 1, offset: 0 },
    rows: 2,
    columns,
    descending: 0,
  });
  const program = engine().reserve(4 * words.length, 'the test');
  const slots = engine().reserve(8, 'the test');
  const x = engine().reserve(8 * columns, 'the test');
  const { integers } = engine().views();
  integers.set(words.view(), program >>> 2);
  for (let i = 0; i < 2 * columns; i++) integers[(x >>> 2) + i] = Math.imul(i, 0x9e3779b1) >>> 1;
  integers.set([x, engine().memory.buffer.byteLength - 4 * columns], slots >>> 2);
  const run = (): void => engine().run(program, words.length, slots);
  expect(run).toThrow(/a WebAssembly call that returns, got a trap \(RuntimeError/);
  expect(run).toThrow(/got one that has trapped/);
});
