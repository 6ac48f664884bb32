/** What a replayed step costs outside WebAssembly, counted rather than timed. */

import { Session } from 'node:inspector/promises';
import {
  add,
  compile,
  configure,
  engine,
  multiply,
  relu,
  subtract,
  type Tensor,
  uniform,
  Variable,
} from 'oxigrad';
import { beforeAll, expect, it } from 'vitest';
import { fromArray } from '../../ts/tensor/create.ts';

beforeAll(() => configure({ threads: 1 }));

/** 40 operations on eight numbers each, and a variable written. */
function tinyOperations(): (x: Tensor) => Tensor {
  const v = new Variable(uniform([8], { seed: 1 }));
  return (x) => {
    let y = x;
    for (let index = 0; index < 13; index++) y = subtract(relu(multiply(y, v)), 0.25);
    v.assign(add(v, multiply(y, 0.01)));
    return y;
  };
}

const STEPS = 10_000;

/** Bytes that a call allocates on the heap of JavaScript, once it is compiled to machine code. */
async function allocated(call: () => unknown, enough: number): Promise<number> {
  const session = new Session();
  session.connect();
  let least = Number.POSITIVE_INFINITY;
  // V8 says nowhere when it is done, so it may take a few rounds.
  for (let round = 0; round < 10 && least > enough; round++) {
    for (let step = 0; step < 2 * STEPS; step++) call();
    await session.post('HeapProfiler.startSampling', {
      samplingInterval: 256,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    for (let step = 0; step < STEPS; step++) call();
    const { profile } = await session.post('HeapProfiler.stopSampling');
    type Frame = typeof profile.head;
    const bytes = (frame: Frame): number =>
      frame.selfSize + frame.children.reduce((sum, child) => sum + bytes(child), 0);
    least = Math.min(least, bytes(profile.head) / STEPS);
  }
  session.disconnect();
  return least;
}

it('a step of 40 operations is one call into WebAssembly', () => {
  const step = compile(tinyOperations());
  const x = uniform([8], { seed: 2 });
  step(x);
  expect(step.plans[0]?.steps.length).toBeGreaterThanOrEqual(40);
  const before = engine().runs;
  step(x);
  expect(engine().runs - before).toBe(1);
});

it('a step allocates nothing in JavaScript but what it returns', async () => {
  const x = uniform([8], { seed: 2 });
  const kept: unknown[] = [];
  const body = tinyOperations();
  const silent = compile((input: Tensor) => void body(input));
  expect(await allocated(() => silent(x), 8)).toBeLessThanOrEqual(8);
  const pairs = compile((inputs: readonly Tensor[], scales: readonly (Tensor | undefined)[]) => {
    body(multiply(inputs[0] as Tensor, scales[1] as Tensor));
  });
  const [inputs, scales] = [[x], [undefined, x]];
  expect(await allocated(() => pairs(inputs, scales), 8)).toBeLessThanOrEqual(8);
  const step = compile(body);
  const { floats } = engine().views();
  const result = await allocated(() => {
    kept[0] = fromArray(floats.slice(1024, 1032), [8], 'float32');
  }, 200);
  expect(
    await allocated(() => {
      kept[0] = step(x);
    }, result),
  ).toBeLessThanOrEqual(result + 8);
});
