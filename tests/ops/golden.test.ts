// Every operation against Keras 3: values, dtypes, shapes and gradients, eager and compiled, which must agree bit
// for bit.

import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { expectClose, expectShape, type GoldenTensor, golden, type OpCase } from '../golden/golden.ts';
import { absent, call } from './golden-functions.ts';
import { compiled, exact, make, projectedGradients, type Run } from './run.ts';

const topics = [
  'ops-unary',
  'ops-binary',
  'ops-reduction',
  'ops-linear',
  'ops-shape',
  'ops-index',
  'ops-windows',
];

function toTensor({ shape, dtype, data }: GoldenTensor): Tensor {
  return make(shape, dtype, data.map(Number));
}

for (const topic of topics) {
  describe(topic, () => {
    for (const one of golden<OpCase>(topic).cases) {
      if (absent.has(one.op)) continue;
      test(one.name, () => check(one));
    }
  });
}

function check({ op, config, compare, absolute, inputs, outputs, projections, gradients }: OpCase): void {
  const tensors = inputs.map(toTensor);
  // Some cases are about the first output alone.
  const run: Run = (...values) => call(op, values, config).slice(0, outputs.length);
  const results = run(...tensors);
  expect(results).toHaveLength(outputs.length);
  const closeness = { compare, ...(absolute === undefined ? {} : { absolute }) };
  results.forEach((result, index) => {
    const expected = outputs[index] as GoldenTensor;
    // We have no int16: uint8 and int8 meet in int32.
    expect(result.dtype).toBe(String(expected.dtype) === 'int16' ? 'int32' : expected.dtype);
    expectShape(result.shape, expected);
    expectClose(result.data(), expected, { ...closeness, name: `output ${index}` });
  });
  expect(exact(compiled(run, tensors))).toEqual(exact(results));
  if (gradients === undefined || projections === undefined) return;
  const positions = gradients.flatMap((gradient, index) => (gradient === null ? [] : [index]));
  const differentiate = projectedGradients(run, projections.map(toTensor), positions);
  const found = differentiate(...tensors);
  positions.forEach((position, index) => {
    const expected = gradients[position] as GoldenTensor;
    expectShape((found[index] as Tensor).shape, expected);
    // Gradients of ops that only move values still add where a value went to several places.
    expectClose((found[index] as Tensor).data(), expected, {
      compare: 'rms',
      name: `gradient of input ${position}`,
    });
  });
  expect(exact(compiled(differentiate, tensors))).toEqual(exact(found));
}
