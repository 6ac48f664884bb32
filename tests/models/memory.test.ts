/** Memory in one synchronous loop, without the garbage collector's help: nothing grows. */

import {
  engine,
  gradients,
  matmul,
  mean,
  multiply,
  type Optimizer,
  relu,
  scope,
  square,
  tensor,
  Variable,
} from 'oxigrad';
import { expect, it } from 'vitest';
import { clusters, network } from './run.ts';

/** What a loop may grow by once it is warm: less than one kilobyte a step. */
const RESIDENT_SLACK = 24 * 2 ** 20;

function watch(steps: number, step: (index: number) => void): { wasm: number; resident: number } {
  // As many before: until then V8's young generation grows, to 16 MB or to 48 MB by its version.
  for (let index = 0; index < steps; index++) step(index);
  const before = { wasm: engine().memory.buffer.byteLength, resident: process.memoryUsage().rss };
  for (let index = 0; index < steps; index++) step(index);
  return {
    wasm: engine().memory.buffer.byteLength - before.wasm,
    resident: process.memoryUsage().rss - before.resident,
  };
}

it('1,000 compiled steps need no more memory than the thousand before', () => {
  const { x, y } = clusters(96);
  const model = network();
  const grown = watch(1000, () => void model.trainOnBatch(x, y));
  expect(grown.wasm).toBe(0);
  expect(grown.resident).toBeLessThan(RESIDENT_SLACK);
});

it('1,000 eager steps of a model need no more than the thousand before', () => {
  const { x, y } = clusters(96);
  const model = network({ runEagerly: true });
  const grown = watch(1000, () => void model.trainOnBatch(x, y));
  expect(grown.wasm).toBe(0);
  expect(grown.resident).toBeLessThan(RESIDENT_SLACK);
});

it('1,000 eager steps of a loop of the user, in scopes, need no more than the thousand before', () => {
  const weight = new Variable(tensor(new Float32Array(64 * 64).fill(0.01), { shape: [64, 64] }));
  const x = tensor(new Float32Array(32 * 64).fill(0.5), { shape: [32, 64] });
  const grown = watch(1000, () =>
    scope(() => {
      const [gradient] = gradients(() => mean(square(relu(matmul(x, weight)))), [weight]);
      if (gradient !== undefined) weight.assign(multiply(gradient, 0.1));
    }),
  );
  expect(grown.wasm).toBe(0);
  expect(grown.resident).toBeLessThan(RESIDENT_SLACK);
});

it('models that were disposed of leave nothing behind', () => {
  const { x, y } = clusters(96);
  const grown = watch(200, () => {
    using model = network();
    model.trainOnBatch(x, y);
    model.predictOnBatch(x);
    model.compile({ optimizer: model.optimizer as Optimizer, loss: 'mse' });
    model.trainOnBatch(x, y);
  });
  expect(grown.wasm).toBe(0);
});

it('1,000 predictions outside any scope leave nothing behind in WebAssembly memory', () => {
  const { x } = clusters(96);
  const model = network();
  const grown = watch(1000, () => void model.apply(x));
  expect(grown.wasm).toBe(0);
});
