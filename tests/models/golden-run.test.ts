/** Whole training runs against Keras: losses of 50 steps, histories of fit, weights, evaluations. */

import {
  CategoricalCrossentropy,
  Dense,
  getLoss,
  getOptimizer,
  getRegularizer,
  type LossIdentifier,
  type OptimizerIdentifier,
  type RegularizerIdentifier,
  Sequential,
  tensor,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import type { MlpFitCase, MlpStepsCase, SampledWeight } from '../golden/cases.ts';
import { expectClose, golden, mlpData, mlpWeights } from '../golden/golden.ts';

const file = golden<MlpStepsCase | MlpFitCase>('mlp-run');
const steps = file.cases.filter((one) => one.kind === 'steps');
const fits = file.cases.filter((one) => one.kind === 'fit');
const data = mlpData();

function rows(
  from: number,
  to: number,
): { x: Float32Array; y: ReturnType<typeof tensor>; labels: Int32Array } {
  return {
    x: data.x.slice(from * 64, to * 64),
    y: tensor(data.oneHot.slice(from * 10, to * 10), { shape: [to - from, 10] }),
    labels: data.labels.slice(from, to),
  };
}

function network(one: MlpStepsCase | MlpFitCase): Sequential {
  const regularizer =
    one.kernel_regularizer && getRegularizer(one.kernel_regularizer as unknown as RegularizerIdentifier);
  const options = regularizer ? { kernelRegularizer: regularizer } : {};
  const activation = one.kind === 'steps' ? (one.activation as 'softmax') : 'softmax';
  const model = new Sequential([
    new Dense(128, { activation: 'relu', inputShape: [64], ...options }),
    new Dense(10, { activation, ...options }),
  ]);
  model.setWeights(mlpWeights().map(({ values }) => values));
  return model;
}

function optimizerOf(one: MlpStepsCase | MlpFitCase): ReturnType<typeof getOptimizer> {
  return getOptimizer({ class_name: one.optimizer, config: one.config } as OptimizerIdentifier);
}

/**
 * Rounding of one step moves the next: after 50 steps of Adam, weights agree to 1e-4 of their rms. Losses are held
 * to 1e-5 throughout.
 */
function expectWeights(
  model: Sequential,
  expected: Readonly<Record<string, SampledWeight>>,
  relative: number,
): void {
  Object.entries(expected).forEach(([name, sampled], index) => {
    const values = model.weights[index]?.data() as Float32Array;
    const every = values.filter((_, position) => position % sampled.stride === 0);
    expectClose(every, sampled.values, { relative, name });
  });
}

describe.each(steps.map((one) => [one.name, one] as const))('50 steps: %s', (_, one) => {
  it('have the losses, weights and predictions of Keras', () => {
    const model = network(one);
    const loss = one.loss_config
      ? getLoss({ class_name: one.loss, config: one.loss_config } as unknown as LossIdentifier)
      : (one.loss as LossIdentifier);
    model.compile({ optimizer: optimizerOf(one), loss, metrics: ['accuracy'] });
    const losses: number[] = [];
    const accuracies: number[] = [];
    for (let step = 0; step < one.steps; step++) {
      const { x, y, labels } = rows(32 * (step % 10), 32 * (step % 10) + 32);
      model.resetMetrics();
      const logs = model.trainOnBatch(x, one.labels === 'integers' ? labels : y);
      losses.push(logs['loss'] as number);
      accuracies.push(logs['accuracy'] as number);
      const after = one.after[String(step + 1)];
      if (after !== undefined) expectWeights(model, after, step === 0 ? 1e-5 : 1e-4);
    }
    expectClose(losses, one.losses, { compare: 'value' });
    expectClose(accuracies, one.accuracies);
    expectClose(model.predictOnBatch(rows(320, 324).x).data(), one.predictions, { relative: 1e-4 });
  });
});

describe.each(fits.map((one) => [one.name, one] as const))('%s', (_, one) => {
  it('has the history, evaluation and weights of Keras', async () => {
    const model = network(one);
    model.compile({
      optimizer: optimizerOf(one),
      loss: one.loss as LossIdentifier,
      metrics: one.metrics as ['accuracy'],
      ...(one.weighted_metrics === null ? {} : { weightedMetrics: one.weighted_metrics as ['accuracy'] }),
    });
    const { x, y } = rows(0, one.rows);
    const validation = rows(320, 384);
    const sampleWeights = Float32Array.from({ length: 384 }, (_, row) => (row % 7) / 4);
    const { fit } = one;
    const weighted = fit['sample_weight'] !== undefined;
    const history = await model.fit(x, y, {
      batchSize: one.batch_size,
      epochs: fit['epochs'] as number,
      shuffle: false,
      verbose: 0,
      ...(fit['validation_split'] === undefined
        ? {}
        : { validationSplit: fit['validation_split'] as number }),
      ...(fit['class_weight'] === undefined ? {} : { classWeight: { ...(fit['class_weight'] as number[]) } }),
      ...(fit['initial_epoch'] === undefined ? {} : { initialEpoch: fit['initial_epoch'] as number }),
      ...(fit['validation_freq'] === undefined ? {} : { validationFreq: fit['validation_freq'] as number }),
      ...(fit['validation_steps'] === undefined
        ? {}
        : { validationSteps: fit['validation_steps'] as number }),
      ...(fit['steps_per_epoch'] === undefined ? {} : { stepsPerEpoch: fit['steps_per_epoch'] as number }),
      ...(weighted ? { sampleWeight: sampleWeights.slice(0, one.rows) } : {}),
      ...(fit['validation_data'] === undefined
        ? {}
        : {
            validationData: weighted
              ? ([validation.x, validation.y, sampleWeights.slice(320)] as const)
              : ([validation.x, validation.y] as const),
          }),
    });
    expect(history.epoch).toEqual(one.epoch);
    expect(Object.keys(history.history).sort()).toEqual(Object.keys(one.history).sort());
    for (const [key, expected] of Object.entries(one.history))
      expectClose(history.history[key] as number[], expected, { name: key });
    const result = await model.evaluate(validation.x, validation.y, { batchSize: 32, verbose: 0 });
    expect(Object.keys(result).sort()).toEqual(Object.keys(one.evaluate).sort());
    for (const [key, expected] of Object.entries(one.evaluate))
      expectClose([result[key] as number], Float32Array.of(expected), { name: `evaluate ${key}` });
    expectWeights(model, one.after.end, 1e-4);
  });
});

it('runs the same with an instance as with a name', () => {
  const [one] = steps as [MlpStepsCase];
  const results = [new CategoricalCrossentropy(), 'categoricalCrossentropy' as const].map((loss) => {
    const model = network(one);
    model.compile({ optimizer: 'adam', loss });
    const { x, y } = rows(0, 32);
    return model.trainOnBatch(x, y)['loss'];
  });
  expect(results[0]).toBe(results[1]);
});
