// Metrics after each of several batches against real Keras (tests/golden/metrics.py), eager and compiled.

import { describe, expect, it } from 'vitest';
import type { Config } from '../../ts/config/config.ts';
import { getMetric, type Metric } from '../../ts/metrics/index.ts';
import { compile } from '../../ts/plan/compile.ts';
import { tensor } from '../../ts/tensor/create.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import type { MetricCase } from '../golden/cases.ts';
import { expectClose, expectShape, type GoldenTensor, golden, toFloat32, toInt32 } from '../golden/golden.ts';

const { cases } = golden<MetricCase>('metrics');

const read = (value: GoldenTensor): Tensor =>
  tensor(value.dtype === 'int32' ? toInt32(value) : toFloat32(value), { shape: value.shape });

type Inputs = [Tensor, ...(Tensor | undefined)[]];

function inputsOf({ y_true, y_pred, values, sample_weight }: MetricCase['updates'][number]): Inputs {
  const first = values === undefined ? [y_true, y_pred] : [values];
  return [...first, sample_weight ?? undefined].map((value) => value && read(value)) as Inputs;
}

function update(metric: Metric, inputs: Inputs): void {
  (metric.updateState as (...inputs: Inputs) => void).apply(metric, inputs);
}

describe('metrics match Keras', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const make = (): Metric => getMetric({ class_name: one.metric, config: one.config as Config });
    const [metric, compiled] = [make(), make()];
    const step = compile((...inputs: Inputs) => {
      update(compiled, inputs);
      return compiled.result();
    });
    for (const round of [0, 1]) {
      one.updates.forEach((batch, index) => {
        const inputs = inputsOf(batch);
        update(metric, inputs);
        const expected = one.results[index] as GoldenTensor;
        const result = metric.result();
        expectShape(result.shape, expected);
        expectClose(result.data(), expected, { name: `batch ${index}, round ${round}` });
        expect(step(...inputs).data()).toEqual(result.data());
      });
      metric.resetState();
      compiled.resetState();
    }
    expect(metric.getConfig()).toMatchObject(one.config as object);
  });
});
