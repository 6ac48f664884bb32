/** `profile` measures without changing anything, and counts what the operations say. */

import {
  add,
  compile,
  engine,
  gradients,
  matmul,
  mean,
  multiply,
  profile,
  relu,
  setRandomSeed,
  subtract,
  type Tensor,
  take,
  tensor,
  uniform,
  Variable,
} from 'oxigrad';
import { expect, it } from 'vitest';
import { clusters, network, state } from '../models/run.ts';

it('leaves results and state bit for bit as as many calls without it', () => {
  const make = () => {
    const weight = new Variable(uniform([33, 7], { seed: 1, minval: -1 }));
    const step = compile((x: Tensor) => {
      const [gradient] = gradients(() => mean(relu(matmul(x, weight))), [weight]);
      weight.assign(subtract(weight, multiply(gradient as Tensor, 0.1)));
      return add(matmul(x, weight), 1);
    });
    return { weight, step };
  };
  const [plain, profiled] = [make(), make()];
  const x = uniform([5, 33], { seed: 2 });
  const results: Tensor[] = [];
  const found = profile(() => results.push(profiled.step(x)), { repetitions: 4 });
  expect(found.repetitions).toBe(4);
  for (const result of results) expect(result.data()).toEqual(plain.step(x).data());
  expect(results.length).toBe(4);
  expect(profiled.weight.data()).toEqual(plain.weight.data());
});

it('profiles fit, waiting for it, and leaves the model as fit does', async () => {
  const { x, y } = clusters(40);
  const [plain, profiled] = [network(), network()];
  const train = (model: typeof plain) => model.fit(x, y, { epochs: 2, batchSize: 16, verbose: 0 });
  setRandomSeed(5);
  await train(plain);
  setRandomSeed(5);
  const found = await profile(() => train(profiled), { repetitions: 1 });
  expect(state(profiled)).toEqual(state(plain));
  expect(found.programs.map(({ name, runs }) => [name, runs])).toEqual([
    [expect.stringContaining('.fit'), 4],
    [expect.stringContaining('.fit'), 2],
  ]);
  expect(found.callMicroseconds).toBeUndefined();
});

it('says what each instruction computes and moves, how often, and whose the memory is', () => {
  const weight = new Variable(uniform([64, 16], { seed: 1 }));
  const f = compile((x: Tensor) => add(add(matmul(x, weight), 1), 2));
  const x = uniform([32, 64], { seed: 2 });
  const found = profile(() => f(x), { repetitions: 6 });
  const [program] = found.programs;
  const rows = new Map(program?.rows.map((row) => [row.instruction, row]));
  expect([...rows.keys()].sort()).toEqual(['add', 'matmul']);
  expect(rows.get('add')?.count).toBe(2);
  expect(rows.get('add')?.gflops).toBeUndefined();
  const product = rows.get('matmul');
  expect((product?.gflops ?? 0) * (product?.microseconds ?? 0) * 1000).toBeCloseTo(2 * 32 * 64 * 16, 0);
  expect((product?.gigabytes ?? 0) * (product?.microseconds ?? 0) * 1000).toBeCloseTo(
    4 * (32 * 64 + 64 * 16 + 32 * 16),
    0,
  );
  expect(program?.rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  expect(program?.memory).toMatchObject({ variables: 64 * 16 * 4, arena: (32 * 64 + 32 * 16) * 4 });
  expect(found.callMicroseconds).toBeGreaterThanOrEqual(found.insideMicroseconds as number);
  expect(String(found)).toMatch(/called 6 times; a call takes [\d.]+ µs/);
  expect(String(found)).toMatch(/matmul +1 +[\d.]+ +[\d.]+ % +[\d.]+ Gflop\/s +32×64 64×16 → 32×16/);
  expect(String(found)).toMatch(/alive at most \d+ \(ratio 1\.\d\d\)/);
});

it('reports an error as the function does, and ends', () => {
  const rows = tensor([[1], [2]]);
  const f = compile((index: Tensor) => multiply(take(rows, index, { axis: 0 }), 2));
  const bad = tensor(Int32Array.of(7));
  let expected: unknown;
  try {
    f(bad);
  } catch (error) {
    expected = error;
  }
  expect(expected).toBeInstanceOf(Error);
  expect(() => profile(() => f(bad))).toThrow((expected as Error).message);
  const before = engine().runs;
  f(tensor(Int32Array.of(1)));
  expect(engine().runs - before).toBe(1);
});

it('refuses a second profile inside the first', () => {
  expect(() => profile(() => profile(() => 1))).toThrow(/profile: expected one profile at a time/);
});
