/** Models whose output has a mask, against Keras: padding counts in no loss, no metric and no step. */

import {
  Dense,
  Embedding,
  GRU,
  type LossName,
  MeanSquaredError,
  type MetricName,
  metrics,
  Sequential,
  SGD,
  tensor,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { expectClose, type GoldenTensor, golden } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

/** Topic `masked-run`. */
interface MaskedCase {
  readonly name: string;
  readonly loss: LossName;
  readonly metrics: readonly MetricName[];
  readonly classes: boolean;
  readonly tokens: GoldenTensor;
  readonly y: GoldenTensor;
  readonly sample_weight: GoldenTensor | null;
  readonly weights: readonly GoldenTensor[];
  readonly in_batches_of_3: Readonly<Record<string, number>>;
  readonly epochs: readonly Readonly<Record<string, number>>[];
  readonly losses: readonly number[];
  readonly after: readonly GoldenTensor[];
}

function expectLogs(found: object, expected: Readonly<Record<string, number>>): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [key, value] of Object.entries(expected))
    expectClose([(found as Record<string, number>)[key] as number], Float32Array.of(value), { name: key });
}

describe.each(golden<MaskedCase>('masked-run').cases.map((one) => [one.name, one] as const))(
  '%s',
  (_, one) => {
    const prepared = (): Sequential => {
      const model = new Sequential([
        new Embedding(6, 3, { maskZero: true, inputShape: [5] }),
        new GRU(4, { returnSequences: true }),
        new Dense(one.classes ? 4 : 1, { activation: one.classes ? 'softmax' : 'linear' }),
      ]);
      model.setWeights(one.weights.map(fromGolden));
      const { loss, metrics } = one;
      model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss, metrics, weightedMetrics: metrics });
      return model;
    };
    const [x, y] = [fromGolden(one.tokens), fromGolden(one.y)];
    const weights = one.sample_weight === null ? {} : { sampleWeight: fromGolden(one.sample_weight) };

    it('evaluates as Keras does', async () => {
      expectLogs(
        await prepared().evaluate(x, y, { ...weights, batchSize: 3, verbose: 0 }),
        one.in_batches_of_3,
      );
    });

    it('trains as Keras does, and measures a step as it would be evaluated', async () => {
      const model = prepared();
      const options = { ...weights, batchSize: 4, shuffle: false, verbose: 0, epochs: 3 } as const;
      const { history } = await model.fit(x, y, options);
      one.epochs.forEach((expected, epoch) => {
        const found = Object.fromEntries(
          Object.entries(history).map(([key, values]) => [key, values[epoch] as number]),
        );
        expectLogs(found, expected);
      });
      expectClose(history['loss'] as number[], Float32Array.from(one.losses));
      model.getWeights().forEach((weight, index) => {
        expectClose(weight.data(), one.after[index] as GoldenTensor, { name: `weight ${index}` });
      });
    });
  },
);

it('a mask that leaves nothing is a loss and a metric of 0', () => {
  const mask = tensor([[false, false]]);
  const [y, p] = [tensor([[1, 2]], { shape: [1, 2, 1] }), tensor([[3, 4]], { shape: [1, 2, 1] })];
  expect(new MeanSquaredError().apply(y, p, undefined, mask).item()).toBe(0);
  const metric = new metrics.MeanSquaredError();
  metric.updateState(y, p, undefined, mask);
  expect(metric.result().item()).toBe(0);
});
